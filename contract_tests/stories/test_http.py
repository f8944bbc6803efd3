"""HTTP itself, of which the page says nothing: requests that no ordinary client sends break nothing.

Every one is a command without credentials, which changes nothing however it is read. Honest is whatever HTTP knows
for it: an answer below 500, a 501 or 505, the end of the connection, and patience while announced bytes are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from campaign_contract.contract_tests.api.outcomes import require
from campaign_contract.contract_tests.api.raw import Answer, Wire, wire
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.checks import Case, cases, story
from campaign_contract.spec import Spec
from campaign_contract.spec.wording import HTTP

FORM_BODY = b"Command=Campaign.Get&campaignid=1"
JSON_BODY = b'{"Command": "Campaign.Get", "campaignid": "1"}'
FORM = "Content-Type: application/x-www-form-urlencoded"
JSON = "Content-Type: application/json"
ATTEMPTS = 3
HONEST = frozenset({HTTPStatus.NOT_IMPLEMENTED, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED})
"""The statuses from 500 on by which a server says that it does not do what was asked of HTTP."""


@dataclass(frozen=True)
class Raw:
    """A request as bytes. In its first `line` `{path}` and `{url}` stand for those of the target.

    One that is not `whole` has no certain end, or a head that cannot be read, so that a server may wait for the rest.
    """

    body: bytes = FORM_BODY
    headers: tuple[str, ...] = (FORM,)
    length: str | None = ""
    line: str = "POST {path} HTTP/1.1"
    host: bool = True
    whole: bool = True

    def to_bytes(self, url: str) -> bytes:
        """The whole request to a URL. The length is that of the body unless another text, or none, is given."""
        parts = urlsplit(url)
        lines = [self.line.format(path=parts.path, url=url)]
        lines += [f"Host: {parts.netloc.rpartition('@')[2]}"] if self.host else []
        lines += self.headers
        if self.length is not None:
            lines.append(f"Content-Length: {self.length or len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


def _chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + end


HUGE = 1 << 33
"""More bytes than 32 bits can count, and few enough for a server that sets aside what is announced to live on."""
CHUNKED = (FORM, "Transfer-Encoding: chunked")
REQUESTS: Mapping[str, Mapping[str, Raw]] = {
    "framing": {
        "length-too-short": Raw(length="5"),
        "length-too-long": Raw(length="5000", whole=False),
        "length-negative": Raw(length="-1", whole=False),
        "length-text": Raw(length="many", whole=False),
        "length-huge": Raw(length=str(HUGE), whole=False),
        "length-missing": Raw(body=b"", length=None, whole=False),
        "two-lengths": Raw(headers=(FORM, "Content-Length: 3"), whole=False),
        "chunked": Raw(body=_chunked(FORM_BODY[:9], FORM_BODY[9:]), headers=CHUNKED, length=None),
        "chunked-with-trailer": Raw(_chunked(FORM_BODY, end=b"0\r\nX-End: 1\r\n\r\n"), CHUNKED, length=None),
        "chunked-bad-size": Raw(b"zz\r\nabc\r\n0\r\n\r\n", CHUNKED, length=None, whole=False),
        "chunked-wrong-size": Raw(b"2\r\nabcdef\r\n0\r\n\r\n", CHUNKED, length=None, whole=False),
        "chunked-without-end": Raw(_chunked(FORM_BODY, end=b""), CHUNKED, length=None, whole=False),
        "chunked-with-length": Raw(_chunked(FORM_BODY), CHUNKED, whole=False),
        "unknown-coding": Raw(headers=(FORM, "Transfer-Encoding: rot13"), whole=False),
    },
    "headers": {
        "expect-continue": Raw(headers=(FORM, "Expect: 100-continue")),
        "8-kib-header": Raw(headers=(FORM, f"X-Padding: {'a' * (8 << 10)}")),
        "60-kib-header": Raw(headers=(FORM, f"X-Padding: {'a' * (60 << 10)}")),
        "without-colon": Raw(headers=(FORM, "no colon here"), whole=False),
        "with-nul": Raw(headers=(FORM, "X-Nul: a\0b"), whole=False),
        "no-host": Raw(host=False),
    },
    "methods": {name.lower(): Raw(line=f"{name} {{path}} HTTP/1.1") for name in ("PUT", "DELETE", "FROBNICATE")},
    "versions": {
        "1.0": Raw(line="POST {path} HTTP/1.0"),
        "9.9": Raw(line="POST {path} HTTP/9.9"),
        "none": Raw(line="POST {path}", whole=False),
        "absolute-form": Raw(line="POST {url} HTTP/1.1"),
        "8-kib-query": Raw(line=f"POST {{path}}?padding={'a' * (8 << 10)} HTTP/1.1"),
        "nonsense": Raw(line="\x16\x03\x01\x02", whole=False),
    },
    "bodies": {
        "broken-json": Raw(body=JSON_BODY[:-9], headers=(JSON,)),
        "json-with-comment": Raw(b'{"Command": "Campaign.Get" // the command\n}', headers=(JSON,)),
        "json-not-utf-8": Raw(b'{"Command": "Campaign.Create", "CampaignName": "\xff"}', headers=(JSON,)),
        "json-in-utf-16": Raw(JSON_BODY.decode().encode("utf-16"), headers=(f"{JSON}; charset=utf-16",)),
        "json-unknown-charset": Raw(body=JSON_BODY, headers=(f"{JSON}; charset=no-such-charset",)),
        "broken-escape": Raw(b"Command=Campaign.Get&campaignid=%zz%"),
        "form-not-utf-8": Raw(b"Command=Campaign.Create&CampaignName=\xff\xfe"),
        "form-in-latin-1": Raw(b"Command=Campaign.Create&CampaignName=\xe9", headers=(f"{FORM}; charset=latin-1",)),
        "form-unknown-charset": Raw(headers=(f"{FORM}; charset=no-such-charset",)),
        "unknown-content-coding": Raw(headers=(FORM, "Content-Encoding: gzip")),
        "multipart-without-boundary": Raw(headers=("Content-Type: multipart/form-data",)),
    },
}
"""The requests by rule and variant."""


def requests_by_rule(_: Spec) -> Iterable[Case]:
    """A case for each request."""
    return [Case(HTTP, rule, name, data=raw) for rule, found in REQUESTS.items() for name, raw in found.items()]


@cases(requests_by_rule)
def test_raw_request(world: World, case: Case, observe: Callable[[str], None]) -> None:
    """What comes back is honest; where that is no answer, the next request gets one."""
    raw: Raw = case.data
    with wire(world.client, world.settings) as connection:
        answer = connection.exchange(raw.to_bytes(world.client.url), unfinished=not raw.whole)
    require(differences(answer))
    if answer is None:
        _require_next(world)
    observe(f"HTTP {answer.status}" if answer else "no answer")


@story("Http/connection", variants={"next-after-an-error": JSON_BODY[:-9], "next-after-a-command": JSON_BODY})
def test_next_request_on_the_connection(world: World, case: Case) -> None:
    """A connection that is kept alive answers the next request, too; one that is not has a successor."""
    url = world.client.url
    with wire(world.client, world.settings) as connection:
        first = connection.exchange(Raw(body=case.data, headers=(JSON,)).to_bytes(url))
        require(differences(first))
        if first and first.goes_on:
            require(differences(_next(connection, url)))
    _require_next(world)


def differences(answer: Answer | None) -> list[str]:
    """Why an answer is not honest; None, the end of the connection, is."""
    if answer is None or answer.status < HTTPStatus.INTERNAL_SERVER_ERROR or answer.status in HONEST:
        return []
    return [f"HTTP status: expected below {HTTPStatus.INTERNAL_SERVER_ERROR.value}, got {answer.status}"]


def _require_next(world: World) -> None:
    """A new connection answers an ordinary request; one that is lost on its way has a successor, too."""
    answer, attempts = None, 0
    while answer is None and attempts < ATTEMPTS:
        attempts += 1
        with wire(world.client, world.settings) as connection:
            answer = _next(connection, world.client.url)
    require(differences(answer) if answer else ["the next request: expected an answer, the connection was closed"])


def _next(connection: Wire, url: str) -> Answer | None:
    return connection.exchange(Raw().to_bytes(url))
