"""One request, sent once: what came back, or why nothing did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import requests
import urllib3

from campaign_contract.contract_tests.api.connection import CONNECT_TIMEOUT, certificates, failure, never_arrived
from campaign_contract.contract_tests.api.limits import MEBIBYTE, PatientAdapter, content
from campaign_contract.contract_tests.settings import Settings


@dataclass(frozen=True)
class Received:
    """An answer. `faults` says, a line each, why `content` is not all of it."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    faults: tuple[str, ...] = ()


class Lost(Exception):
    """A request got no answer; the message says why.

    `arrived` is False where it certainly never reached the target, `silent` True where nothing came in time.
    """

    def __init__(self, reason: str, *, arrived: bool, silent: bool) -> None:
        super().__init__(reason)
        self.arrived = arrived
        self.silent = silent


class Transport:
    """Kept-alive connections to one target."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.url = url
        self._settings = settings
        self._session = requests.Session()
        self._session.trust_env = not settings.is_local
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, PatientAdapter(max_retries=0))

    def close(self) -> None:
        """Close the connections that are kept alive; a target with a single thread serves no other meanwhile."""
        self._session.close()

    def send(self, method: str, headers: Mapping[str, str], body: bytes) -> Received:
        """Send a request and take in its answer. Raises Lost."""
        answer = None
        try:
            answer = self._session.request(
                method,
                self.url,
                headers=dict(headers),
                data=body,
                timeout=(min(self._settings.timeout, CONNECT_TIMEOUT), self._settings.timeout),
                allow_redirects=False,
                verify=certificates(self._settings),
                stream=True,
            )
            taken, faults = content(answer.raw, round(self._settings.answer_limit * MEBIBYTE))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
            silent = isinstance(error, (requests.ReadTimeout, urllib3.exceptions.ReadTimeoutError, TimeoutError))
            reason = failure(error, self._settings)
            if silent and answer is not None:
                reason = f"an answer that is not complete within {self._settings.timeout:g} s"
            raise Lost(reason, arrived=not never_arrived(error), silent=silent) from error
        return Received(answer.status_code, answer.headers, taken, faults)
