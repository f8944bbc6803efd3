"""The reference server as a target: started for one run, with the settings that its seed implies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from campaign_contract import spec
from campaign_contract.contract_tests.settings import Settings
from campaign_contract.mockserver import seed

_LISTENING = "listening on "
_PATIENCE = 10
EXPIRED_SESSION = "owner-session-of-yesterday"
"""To the reference server a session that has ended is one that it does not know."""


class NotStarted(Exception):
    """The reference server did not come up; the message is what it said."""


@dataclass(frozen=True)
class Started:
    """A reference server in processes of its own, which form a group that its main process leads."""

    url: str
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """End all of its processes at once, with no word to them."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def reference_server(spec_directory: Path | str = spec.DEFAULT_DIRECTORY) -> Iterator[str]:
    """Run `campaign-contract serve` on a free port; yields its URL. Raises NotStarted."""
    with started("--spec", str(spec_directory)) as server:
        yield server.url


@contextmanager
def started(*options: str) -> Iterator[Started]:
    """Run `campaign-contract serve` with these options on a free port. Raises NotStarted."""
    program = [sys.executable, "-P", "-m", "campaign_contract.tools.cli"]
    command = [*program, "serve", "--port", "0", "--while-stdin-is-open", *options]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:  # a pipe that nobody reads would fill and block
        process = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
        )
        try:
            yield Started(_url(process, errors), process)
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def reference_settings(url: str, spec_directory: Path | str = spec.DEFAULT_DIRECTORY) -> Settings:
    """What the operator of a freshly seeded reference server at `url` would tell the suite."""
    owner, stranger = seed.load(spec.load(spec_directory), seed.DEFAULT_FILE).accounts
    sent = next(campaign for campaign in owner.campaigns if campaign["CampaignStatus"] == "Sent")
    return Settings(
        base_url=url,
        api_key=owner.api_key,
        session_id=owner.session_id,
        stranger_api_key=stranger.api_key,
        stranger_session_id=stranger.session_id,
        expired_session_id=EXPIRED_SESSION,
        email_id=str(owner.emails[0]),
        foreign_email_id=str(stranger.emails[0]),
        tag_id=str(owner.tags[0].id),
        list_id="1",
        statistics_campaign_id=str(sent["CampaignID"]),
    )


def _url(process: subprocess.Popen[str], errors: TextIO) -> str:
    assert process.stdout  # noqa: S101 - it was asked for
    line = process.stdout.readline().strip()
    if not line.startswith(_LISTENING):
        _end(process)
        errors.seek(0)
        raise NotStarted(f"the reference server did not start: {errors.read().strip() or line or 'it said nothing'}")
    return line.removeprefix(_LISTENING)
