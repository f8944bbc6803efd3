"""Bytes that break HTTP, or use it in full, without credentials: never a 5xx, never silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from urllib.parse import urlsplit

from campaign_contract.contract_tests.api.outcomes import require
from campaign_contract.contract_tests.api.raw import Answer, Wire, wire
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.checks import Case, story

FORM_BODY = b"Command=Campaign.Get&campaignid=1"
JSON_BODY = b'{"Command": "Campaign.Get", "campaignid": "1"}'
FORM = "Content-Type: application/x-www-form-urlencoded"
JSON = "Content-Type: application/json"


class Due(Enum):
    """What a request has a right to."""

    ANSWER = "an answer"
    ANSWER_OR_END = "an answer, or the end of the connection as its framing is broken"
    NOTHING = "nothing, as its end never comes"


@dataclass(frozen=True)
class Raw:
    """A request as bytes. In its first `line` `{path}` and `{url}` stand for those of the target.

    `tolerated` are HTTP statuses from 500 on that HTTP itself asks for.
    """

    body: bytes = FORM_BODY
    headers: tuple[str, ...] = (FORM,)
    length: str | None = ""
    line: str = "POST {path} HTTP/1.1"
    host: bool = True
    due: Due = Due.ANSWER
    tolerated: frozenset[int] = frozenset()

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


CHUNKED = (FORM, "Transfer-Encoding: chunked")
REQUESTS: Mapping[str, Raw] = {
    "length-too-short": Raw(length="5"),
    "length-too-long": Raw(length="5000", due=Due.NOTHING),
    "length-negative": Raw(length="-1", due=Due.ANSWER_OR_END),
    "length-text": Raw(length="many", due=Due.ANSWER_OR_END),
    "length-huge": Raw(length="9" * 20, due=Due.ANSWER_OR_END),
    "length-missing": Raw(body=b"", length=None),
    "two-lengths": Raw(headers=(FORM, "Content-Length: 3"), due=Due.ANSWER_OR_END),
    "chunked": Raw(body=_chunked(FORM_BODY[:9], FORM_BODY[9:]), headers=CHUNKED, length=None),
    "chunked-with-trailer": Raw(body=_chunked(FORM_BODY, end=b"0\r\nX-End: 1\r\n\r\n"), headers=CHUNKED, length=None),
    "chunked-bad-size": Raw(body=b"zz\r\nabc\r\n0\r\n\r\n", headers=CHUNKED, length=None, due=Due.ANSWER_OR_END),
    "chunked-wrong-size": Raw(body=b"2\r\nabcdef\r\n0\r\n\r\n", headers=CHUNKED, length=None, due=Due.ANSWER_OR_END),
    "chunked-without-end": Raw(body=_chunked(FORM_BODY, end=b""), headers=CHUNKED, length=None, due=Due.NOTHING),
    "chunked-with-length": Raw(body=_chunked(FORM_BODY), headers=CHUNKED, due=Due.ANSWER_OR_END),
    "unknown-coding": Raw(headers=(FORM, "Transfer-Encoding: rot13"), due=Due.ANSWER_OR_END,
                          tolerated=frozenset({HTTPStatus.NOT_IMPLEMENTED})),
    "truncated-json": Raw(body=JSON_BODY[:-9], headers=(JSON,)),
    "json-in-utf-16": Raw(body=JSON_BODY.decode().encode("utf-16"), headers=(f"{JSON}; charset=utf-16",)),
    "json-unknown-charset": Raw(body=JSON_BODY, headers=(f"{JSON}; charset=no-such-charset",)),
    "form-unknown-charset": Raw(headers=(f"{FORM}; charset=no-such-charset",)),
    "form-in-latin-1": Raw(body=b"Command=Campaign.Create&CampaignName=\xe9", headers=(f"{FORM}; charset=latin-1",)),
    "unknown-content-coding": Raw(headers=(FORM, "Content-Encoding: gzip")),
    "multipart-without-boundary": Raw(headers=("Content-Type: multipart/form-data",)),
    "expect-continue": Raw(headers=(FORM, "Expect: 100-continue")),
    "8-kib-header": Raw(headers=(FORM, f"X-Padding: {'a' * (8 << 10)}")),
    "60-kib-header": Raw(headers=(FORM, f"X-Padding: {'a' * (60 << 10)}"), due=Due.ANSWER_OR_END),
    "8-kib-query": Raw(line=f"POST {{path}}?padding={'a' * (8 << 10)} HTTP/1.1"),
    "header-without-colon": Raw(headers=(FORM, "no colon here"), due=Due.ANSWER_OR_END),
    "header-with-nul": Raw(headers=(FORM, "X-Nul: a\0b"), due=Due.ANSWER_OR_END),
    "unknown-method": Raw(line="FROBNICATE {path} HTTP/1.1", tolerated=frozenset({HTTPStatus.NOT_IMPLEMENTED})),
    "http-1.0": Raw(line="POST {path} HTTP/1.0"),
    "http-9.9": Raw(line="POST {path} HTTP/9.9", due=Due.ANSWER_OR_END,
                    tolerated=frozenset({HTTPStatus.HTTP_VERSION_NOT_SUPPORTED})),
    "absolute-form": Raw(line="POST {url} HTTP/1.1"),
    "no-host": Raw(host=False, due=Due.ANSWER_OR_END),
    "no-version": Raw(line="POST {path}", due=Due.ANSWER_OR_END,
                      tolerated=frozenset({HTTPStatus.HTTP_VERSION_NOT_SUPPORTED})),
    "nonsense": Raw(line="\x16\x03\x01\x02", due=Due.ANSWER_OR_END),
}  # fmt: skip
"""Requests by variant. The body of each is a command without credentials, which changes nothing however it is read."""


@story("Api/survives", variants={f"raw-{name}": raw for name, raw in REQUESTS.items()})
def test_raw_request(world: World, case: Case, observe: Callable[[str], None]) -> None:
    """The request gets what is due to it; where that is no answer, the next one gets it."""
    raw: Raw = case.data
    with wire(world.client, world.settings) as connection:
        answer = connection.exchange(raw.to_bytes(world.client.url), unfinished=raw.due is Due.NOTHING)
    require(_differences(answer, raw))
    if answer is None:
        world.client.send(world.spec.transport.method, {}, b"")
    observe(f"HTTP {answer.status}" if answer else "no answer")


@story("Api/survives", variants={"raw-next-after-an-error": JSON_BODY[:-9], "raw-next-after-a-command": JSON_BODY})
def test_next_request_on_the_connection(world: World, case: Case) -> None:
    """A connection that is kept alive answers the next request, too; one that is not has a successor."""
    url = world.client.url
    with wire(world.client, world.settings) as connection:
        first = connection.exchange(Raw(body=case.data, headers=(JSON,)).to_bytes(url))
        require(_differences(first, Raw()))
        if first and first.goes_on:
            require(_differences(_next(connection, url), Raw()))
            return
    with wire(world.client, world.settings) as connection:
        require(_differences(_next(connection, url), Raw()))


def _next(connection: Wire, url: str) -> Answer | None:
    return connection.exchange(Raw().to_bytes(url))


def _differences(answer: Answer | None, raw: Raw) -> list[str]:
    if answer is None:
        return [f"answer: expected {raw.due.value}, the connection was closed"] if raw.due is Due.ANSWER else []
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and answer.status not in raw.tolerated:
        return [f"HTTP status: expected below {HTTPStatus.INTERNAL_SERVER_ERROR.value}, got {answer.status}"]
    return []
