"""Who may use the control API: on loopback everybody but pages of other sites, elsewhere who has the token."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from werkzeug import Request

from campaign_contract.mockserver.admin.world import AdminError

TOKEN_VARIABLE = "CAMPAIGN_CONTRACT_ADMIN_TOKEN"  # noqa: S105 - the name of a variable
_HERE = ("localhost", "127.0.0.1", "[::1]")
_UNAUTHORIZED, _FORBIDDEN = 401, 403


@dataclass(frozen=True)
class Guard:
    """With a `token`, every request has to bring it as `Authorization: Bearer`; without one only loopback is open."""

    is_loopback: bool
    token: str | None = None

    def refuse(self, request: Request) -> None:
        """Raises AdminError where the request may not use the control API."""
        self._refuse_other_sites(request)
        if self.token is not None:
            self._refuse_wrong_token(request, self.token)
        elif not self.is_loopback:
            way = f"start the server with --admin-token, or with {TOKEN_VARIABLE} in the environment"
            raise AdminError(_FORBIDDEN, f"the control API is closed, as this server listens beyond loopback; {way}")
        elif _name(request.host) not in _HERE:
            raise AdminError(
                _FORBIDDEN, f"the control API is asked for as {request.host!r}; use 127.0.0.1 or localhost"
            )

    def _refuse_wrong_token(self, request: Request, token: str) -> None:
        scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(sent.strip().encode(), token.encode()):
            raise AdminError(_UNAUTHORIZED, "send the control API's token as `Authorization: Bearer TOKEN`")

    def _refuse_other_sites(self, request: Request) -> None:
        """A browser says which page asks: by Origin, by Sec-Fetch-Site, or by both.

        Where only Origin is told, its scheme has to be this server's, too; behind a proxy that speaks HTTPS for it
        both are told.
        """
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
        schemes = (request.scheme,) if site is None else ("http", "https")
        own = [f"{scheme}://{request.host}" for scheme in schemes]
        if site not in (None, "same-origin", "none") or origin not in (None, *own):
            raise AdminError(_FORBIDDEN, "a page of another site cannot use the control API")


def _name(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host
