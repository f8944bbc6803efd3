"""The settings of a run: whom to test and how."""

from __future__ import annotations

import re
from dataclasses import Field, dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ENVIRONMENT_PREFIX = "CAMPAIGN_CONTRACT_"
LOGIN_VARIABLE = "TARGET_LOGIN"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
PROFILES = ("quick", "full", "soak")
RATE = re.compile(r"([1-9]\d*)/([sm])")
"""So many requests in a second or a minute."""


class SettingsError(Exception):
    """A setting cannot be used; the message is one line that says which, why and what is allowed."""


def _setting(help: str, default: Any = None, *, secret: bool = False, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"help": help, "secret": secret, "choices": choices})


@dataclass(frozen=True)
class Settings:
    """The settings of one run. A field `api_key` is `--api-key`, `CAMPAIGN_CONTRACT_API_KEY` and `api-key` in TOML."""

    base_url: str | None = _setting("URL of the API; a URL without a path gets the path of the spec")
    api_key: str | None = _setting("API key of the owner, the user in whose name the suite works", secret=True)
    session_id: str | None = _setting("session id of the owner", secret=True)
    stranger_api_key: str | None = _setting("API key of the stranger, a second user", secret=True)
    stranger_session_id: str | None = _setting("session id of the stranger", secret=True)
    expired_session_id: str | None = _setting("a session id of the owner that has expired", secret=True)
    email_id: str | None = _setting("id of an e-mail of the owner, or several, comma-separated")
    foreign_email_id: str | None = _setting("id of an e-mail of the stranger")
    tag_id: str | None = _setting("id of a tag that at least one campaign of the owner has")
    list_id: str | None = _setting("id of a recipient list of the owner, or several, comma-separated")
    holding_list_id: str | None = _setting("recipient list with whom sending takes a while")
    recipients: str | None = _setting(
        "recipient lists as the target takes them, such as 6:0; default: the first --list-id as it is"
    )
    statistics_campaign_id: str | None = _setting("id of a campaign of the owner that was sent; it is only read")
    paused_campaign_id: str | None = _setting(
        "id of a campaign of the owner that is Paused; asked only to pause, where the suite cannot have one of its own"
    )
    send_date: str = _setting("a send date that the target takes, years ahead", "2037-06-01")
    send_time: str = _setting("a send time that the target takes", "09:30:00")
    time_zone: str = _setting("a time zone that the target takes", "America/New_York")
    arrange: bool = _setting(
        "make what is not given by commands that are not on the page, where the target has them: e-mails, a tagged "
        "campaign, an empty list",
        default=False,
    )
    allow_sending: bool | None = _setting("let test campaigns get a status or a schedule that could send")
    level: str = _setting("the lowest level of checks to run", "should", choices=("must", "should"))
    strict: bool = _setting("let a failed SHOULD fail the run", default=False)
    allow_partial: bool = _setting("exit with 0 although a MUST check could not be arranged", default=False)
    timeout: float = _setting("seconds to wait for an answer, from the request to its last byte", 10.0)
    answer_limit: float = _setting("MiB of an answer that are read at most", 10.0)
    retry_after_limit: float = _setting("seconds to wait at most when the target asks to come back later", 60.0)
    ca: str | None = _setting("file of the certificates to trust, in PEM; default: REQUESTS_CA_BUNDLE, else the usual")
    insecure: bool = _setting("trust any certificate of the target", default=False)
    preflight: bool = _setting("first see that the API is there and takes the credentials", default=True)
    rate: str | None = _setting("send no more requests than this, such as 10/s or 300/m")
    profile: str = _setting(
        "which checks to run: a few, all, or the state machine for --minutes", "full", choices=PROFILES
    )
    minutes: float = _setting("how long the profile soak walks", 10.0)
    seed: int = _setting("another number lets the generated checks try other requests", 0)
    examples: int | None = _setting("how many examples each generated check tries; default: a few, its own choice")
    waivers: str | None = _setting("YAML file with the failures that are accepted for now")
    write_waivers: str | None = _setting("draft a waivers file with every failure of the run")
    report_dir: str | None = _setting(
        "folder to write the report to: conformance.json, junit.xml, report.html and more"
    )
    spec: str | None = _setting("folder of the spec to hold the target against; default: the one that is installed")

    @property
    def highest_rate(self) -> tuple[int, int] | None:
        """How many requests may be sent in how many seconds; None for no limit."""
        match = RATE.fullmatch(self.rate or "")
        return (int(match[1]), 1 if match[2] == "s" else 60) if match else None

    @property
    def emails(self) -> tuple[str, ...]:
        """The ids of e-mails of the owner."""
        return _items(self.email_id)

    @property
    def lists(self) -> tuple[str, ...]:
        """The ids of recipient lists of the owner."""
        return _items(self.list_id)

    @property
    def may_send(self) -> bool:
        """Whether campaigns may get a status or a schedule that could send: by default on loopback URLs only."""
        return self.is_local if self.allow_sending is None else self.allow_sending

    @property
    def login(self) -> str:
        """The `user:password` that stands in the URL, as it stands there."""
        return urlsplit(self.base_url or "").netloc.rpartition("@")[0]

    @property
    def target(self) -> str:
        """The URL as it may be shown: a login in it is a shell variable, as credentials are in curl lines."""
        url = self.base_url or ""
        return url.replace(f"//{self.login}@", f"//${LOGIN_VARIABLE}@") if self.login else url

    @property
    def is_local(self) -> bool:
        """Whether the target is on this machine."""
        return urlsplit(self.base_url or "").hostname in _LOOPBACK


def as_environment(settings: Settings) -> dict[str, str]:
    """The environment variables that stand for these settings."""
    values = {item.name: getattr(settings, item.name) for item in setting_fields()}
    return {ENVIRONMENT_PREFIX + name.upper(): str(value) for name, value in values.items() if value is not None}


def setting_fields() -> tuple[Field[Any], ...]:
    """The settings as dataclass fields; `metadata` holds help, secret and choices."""
    return fields(Settings)


def flag_of(name: str, prefix: str = "--") -> str:
    """The command line's name of a setting: `api_key` is `--api-key`."""
    return prefix + name.replace("_", "-")


def api_url(url: str, path: str) -> str:
    """`url` with `path` where it has none. Raises SettingsError unless it is an http or https URL with a host."""
    if not _is_web_address(url):
        raise SettingsError(f"{url!r} is not a URL of an API; it looks like http://127.0.0.1:8025{path}")
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=path if parts.path in ("", "/") else parts.path, fragment=""))


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _items(text: str | None) -> tuple[str, ...]:
    """The ids in a comma-separated list, none without one."""
    return tuple(filter(None, (id.strip() for id in (text or "").split(","))))
