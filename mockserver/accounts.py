"""Accounts in the store: their credentials, and who logs in as them."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from campaign_contract.mockserver import sql
from campaign_contract.mockserver.digests import digest
from campaign_contract.mockserver.tables import Tables


@dataclass(frozen=True)
class User:
    """Who may log in, with the password in plain text: a client may send it as it is or as its MD5.

    An account without a password is one whose user cannot log in.
    """

    id: int
    name: str
    email: str
    password: str


class Accounts(Tables):
    """The tables of accounts, credentials and sessions; every method belongs inside a transaction of the store.

    A credential is looked up by its digest and then compared in constant time: how long a refusal takes tells at most
    about digests, from which no credential can be made.
    """

    def is_empty(self) -> bool:
        """Whether there is no account yet."""
        return self._one(sql.COUNT_ACCOUNTS) == 0

    def add_account(self, id: int, name: str, credentials: Mapping[str, str]) -> None:
        """A new account; `credentials` are by the name of the parameter that carries them."""
        self._run(sql.INSERT_ACCOUNT, id=id, name=name)
        for parameter, value in credentials.items():
            self._run(sql.INSERT_CREDENTIAL, name=parameter, digest=digest(value), value=value, account=id)

    def has_account(self, id: int) -> bool:
        """Whether there is an account of this id."""
        return self._one(sql.ID_OF_ACCOUNT, id=id) is not None

    def account(self, parameter: str, value: str) -> int | None:
        """The id of the account whose credential, sent as `parameter`, is exactly `value`."""
        return _account(self._row_known(sql.CREDENTIAL, name=parameter, digest=digest(value)), value)

    def any_credential(self, parameter: str) -> str:
        """A credential that is sent as `parameter`, that of the oldest account; empty when there is none."""
        row = self._run(sql.FIRST_CREDENTIAL, name=parameter).fetchone()
        return str(row[0]) if row else ""

    def add_user(self, user: User) -> None:
        """Let the account with the user's id log in."""
        self._run(sql.INSERT_LOGIN, id=user.id, name=user.name, email=user.email, password=user.password)

    def user(self, name: str) -> User | None:
        """The user with this name or e-mail address, who has a password."""
        row = self._run(sql.LOGIN, name=name).fetchone()
        return User(*row) if row else None

    def user_of(self, account: int) -> User:
        """The user of an account; name and password may be empty."""
        return User(*self._run(sql.USER_OF_ACCOUNT, account=account).fetchone())

    def begin_session(self, value: str, account: int, now: str) -> None:
        """A new session of an account that begins at `now`, YYYY-MM-DD HH:MM:SS."""
        self._run(sql.INSERT_SESSION, digest=digest(value), value=value, account=account, began=now)

    def session_account(self, value: str, oldest: str) -> int | None:
        """Whose session this is; None when there is none that began after `oldest`."""
        return _account(self._run(sql.SESSION, digest=digest(value), oldest=oldest).fetchone(), value)

    def secrets(self) -> list[tuple[str, str]]:
        """Every credential and password with the name of its parameter, for who has to hide them."""
        return [(str(name), str(value)) for name, value in self._run(sql.SECRETS)]


def _account(row: tuple[str, int] | None, sent: str) -> int | None:
    """The account of a credential's row, which is of the digest of `sent`."""
    if row is None or not hmac.compare_digest(row[0].encode(), sent.encode()):
        return None
    return row[1]
