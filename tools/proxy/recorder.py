"""Writes what went through into a recording, a line for each exchange as it ends."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from campaign_contract.mockserver import recording
from campaign_contract.mockserver.exchange import Answer, Exchange
from campaign_contract.mockserver.recording import RecordingError
from campaign_contract.mockserver.redaction import Secrets


class Recorder:
    """Begins a recording anew; only its owner can read the file. Raises RecordingError where it cannot be written."""

    def __init__(self, path: Path) -> None:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as problem:
            raise RecordingError(f"{path} cannot be written: {problem.strerror}") from problem
        self._file = os.fdopen(descriptor, "w", encoding="utf-8", newline="\n")
        self._lock = threading.Lock()
        self._write(recording.head())

    def add(self, exchange: Exchange, answer: Answer, known: Secrets) -> None:
        """Write an exchange, without the `known` credentials, if its request is a command. Raises OSError."""
        line = recording.line(exchange, answer, known)
        if line is not None:
            self._write(line)

    def close(self) -> None:
        """End the recording."""
        self._file.close()

    def _write(self, line: str) -> None:
        with self._lock:
            self._file.write(f"{line}\n")
            self._file.flush()
