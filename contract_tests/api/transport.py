"""One request, sent once: what came back, or why nothing did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from campaign_contract.contract_tests.api.connection import CONNECT_TIMEOUT, failure, never_arrived, trust
from campaign_contract.contract_tests.api.limits import MEBIBYTE, PATIENT_POOLS, content
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
    """Kept-alive connections to one target, by way of the environment's proxy unless it is on this machine.

    Each request stands for itself: no cookie of an answer is sent back.
    """

    def __init__(self, url: str, settings: Settings) -> None:
        self.url = url
        self._settings = settings
        self._timeout = urllib3.Timeout(connect=min(settings.timeout, CONNECT_TIMEOUT), read=settings.timeout)
        login = ":".join(map(unquote, settings.login.split(":", 1))) or None
        self._headers = {
            "Accept": "*/*",
            **urllib3.make_headers(accept_encoding="gzip, deflate", user_agent="campaign-contract", basic_auth=login),
        }

    @cached_property
    def _pools(self) -> urllib3.PoolManager:
        parts = urlsplit(self.url)
        tls: dict[str, Any] = {"ssl_context": trust(self._settings)} if parts.scheme == "https" else {}
        proxy = None if self._settings.is_local else _proxy_for(parts.scheme, parts.netloc.rpartition("@")[2])
        pools = _through(proxy, tls) if proxy else urllib3.PoolManager(**tls)
        pools.pool_classes_by_scheme = PATIENT_POOLS
        return pools

    def close(self) -> None:
        """Close the connections that are kept alive; a target with a single thread serves no other meanwhile."""
        self._pools.clear()

    def send(self, method: str, headers: Mapping[str, str], body: bytes) -> Received:
        """Send a request and take in its answer. Raises Lost."""
        answer = None
        try:
            answer = self._pools.urlopen(
                method,
                self.url,
                headers={**self._headers, **headers},
                body=body or None,
                timeout=self._timeout,
                redirect=False,
                retries=False,
                preload_content=False,
            )
            taken, faults = content(answer, round(self._settings.answer_limit * MEBIBYTE))
        except (urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
            silent = isinstance(error, (urllib3.exceptions.ReadTimeoutError, TimeoutError))
            reason = failure(error, self._settings)
            if silent and answer is not None:
                reason = f"an answer that is not complete within {self._settings.timeout:g} s"
            raise Lost(reason, arrived=not never_arrived(error), silent=silent) from error
        return Received(answer.status, answer.headers, taken, faults)


def _proxy_for(scheme: str, host: str) -> str | None:
    """The proxy that the environment names for a host, with its scheme."""
    proxies = {} if proxy_bypass(host) else getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy


def _through(proxy: str, tls: Mapping[str, Any]) -> urllib3.ProxyManager:
    login = urllib3.util.parse_url(proxy).auth
    headers = urllib3.make_headers(proxy_basic_auth=unquote(login)) if login else None
    return urllib3.ProxyManager(proxy, proxy_headers=headers, **tls)
