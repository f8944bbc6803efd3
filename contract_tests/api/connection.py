"""Why a request got no answer, in words: the host's name, a refusal, TLS, time or a broken connection."""

from __future__ import annotations

import errno
import http.client
import os
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import certifi
import urllib3

from campaign_contract.contract_tests.settings import Settings, SettingsError

CONNECT_TIMEOUT = 2.5
"""Seconds to wait for a connection at most: long enough for one lost packet."""
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Environment variables in which a file or a folder of the certificates to trust may stand."""


def failure(error: BaseException, settings: Settings) -> str:
    """What failed, in one line without the URL."""
    causes = list(_causes(error))
    for kind, say in _KINDS:
        found = next((cause for cause in causes if isinstance(cause, kind)), None)
        if found is not None:
            return say(found, settings)
    return f"the connection failed: {causes[-1]}"


def never_arrived(error: BaseException) -> bool:
    """Whether a request certainly never reached the target, so that it may be sent again whatever it does."""
    return any(isinstance(cause, _BEFORE_SENDING) for cause in _causes(error))


def trust(settings: Settings) -> ssl.SSLContext:
    """What the target's certificate is held against. Raises SettingsError for a file that holds no certificates."""
    if settings.insecure:
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context
    named = {"--ca": settings.ca, **{variable: os.environ.get(variable) for variable in _BUNDLES}}
    where, file = next(((where, file) for where, file in named.items() if file), ("", certifi.where()))
    try:
        if Path(file).is_dir():
            return ssl.create_default_context(capath=file)
        return ssl.create_default_context(cafile=file)
    except OSError as error:
        why = "no such file" if isinstance(error, FileNotFoundError) else "no file of certificates"
        raise SettingsError(f"{where} {file}: {why}; give a file of certificates in PEM") from error


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and all that it was made of, each once."""
    waiting, seen = [error], set()
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        parts = (getattr(cause, "reason", None), cause.__cause__, cause.__context__, *cause.args)
        waiting += [part for part in parts if isinstance(part, BaseException)]


def _certificate(error: ssl.SSLCertVerificationError, settings: Settings) -> str:
    trusted = f"; --ca {settings.ca} does not vouch for it" if settings.ca else ""
    return (
        f"TLS: the certificate is not trusted: {error.verify_message}{trusted}; "
        "--ca FILE names whom to trust, --insecure trusts everybody"
    )


def _tls(error: BaseException, _: Settings) -> str:
    reason = (getattr(error, "reason", None) or str(error)).replace("_", " ").lower()
    if "wrong version number" in reason or "record layer" in reason:
        return "TLS: the server does not speak it on this port; is the URL http rather than https?"
    return f"TLS: the handshake failed: {reason}"


_BEFORE_SENDING = (
    ConnectionRefusedError,
    socket.gaierror,
    ssl.SSLCertVerificationError,
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    UnicodeError,
)


def _reset(error: BaseException, _: Settings) -> str:
    how = "reset" if getattr(error, "errno", None) == errno.ECONNRESET else "closed before an answer"
    return f"the connection was {how}"


_KINDS: tuple[tuple[Any, Callable[[Any, Settings], str]], ...] = (
    (ssl.SSLCertVerificationError, _certificate),
    (ssl.SSLError, _tls),
    (
        (socket.gaierror, urllib3.exceptions.NameResolutionError),
        lambda *_: "the host's name is not known (DNS); is it spelled right?",
    ),
    (ConnectionRefusedError, lambda *_: "the connection was refused; is the server running, on this port?"),
    (urllib3.exceptions.ConnectTimeoutError, lambda *_: "no connection in time; is a firewall in between?"),
    (
        (TimeoutError, urllib3.exceptions.ReadTimeoutError),
        lambda _, settings: f"nothing within {settings.timeout:g} s",
    ),
    (http.client.RemoteDisconnected, _reset),
    (http.client.IncompleteRead, lambda *_: "the connection was closed in the middle of the answer"),
    (http.client.LineTooLong, lambda *_: "a line of the answer's head is longer than 64 KiB"),
    (http.client.HTTPException, lambda error, _: f"the answer is no HTTP: {error or type(error).__name__}"),
    ((ConnectionResetError, ConnectionAbortedError, BrokenPipeError, urllib3.exceptions.ProtocolError), _reset),
)
