"""Journal entries as other programs read them: curl, requests.http, pytest, HAR; credentials are variables."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import orjson

from campaign_contract.mockserver.journal import LONGEST, Entry
from campaign_contract.mockserver.redaction import MARKED, marked, redacted


def curl(entry: Entry) -> str:
    """A command for a shell in which the variables are set."""
    method = _method(entry)
    parts = [
        "curl",
        *([] if method == ("POST" if entry.body else "GET") else [f"-X {_quoted(method)}"]),
        *(f"-H {_quoted(f'{name}: {value}')}" for name, value in _headers(entry).items()),
    ]
    if entry.body:
        parts.append(f"--data-raw {_quoted(_body(entry))}")
    return f"{' '.join([*parts, _quoted(_url(entry))])}{_cut(entry)}"


def as_curl(entries: Iterable[Entry]) -> str:
    """A shell script."""
    return "\n".join(["#!/bin/sh", *map(curl, entries), ""])


def as_http(entries: Iterable[Entry]) -> str:
    """A file of requests for editors that send them."""
    return "\n".join(map(_http_block, entries))


def as_pytest(entries: Iterable[Entry]) -> str:
    """A test module with a server of its own: what succeeded has to succeed, what failed to fail alike."""
    calls = "\n".join(map(_call, entries))
    return _TEST.format(calls=calls or "        pass\n")


def as_har(entries: Iterable[Entry]) -> str:
    """An HTTP Archive 1.2."""
    log = {
        "version": "1.2",
        "creator": {"name": "campaign-contract", "version": "1"},
        "entries": list(map(_har_entry, entries)),
    }
    return orjson.dumps({"log": log}, option=orjson.OPT_INDENT_2).decode()


_TEST = '''"""Exported from the journal of the reference server, sent again to a fresh one with the same ids."""

from __future__ import annotations

from urllib.parse import urljoin

import requests
from campaign_contract.contract_tests.stand_in.process import started

OPTIONS = ""
"""Further options of `serve` that its server had, such as --seed-file my.yaml"""


def credentials(url, account):
    accounts = urljoin(url, "/__admin/accounts")
    for _ in range(account):
        found = requests.get(f"{{accounts}}/{{account}}", timeout=60)
        if found.ok:
            break
        requests.post(accounts, json={{}}, timeout=60)
    return [found.json()[name] for name in ("api_key", "session_id", "password")]


def succeeds(url, method, path, body="", headers=None, query=""):
    answer = requests.request(
        method, urljoin(url, path), params=query, data=body.encode(), headers=headers, timeout=60
    )
    return any(said in answer.text for said in ('"Success":true', "<Success>true<"))


def test_what_was_sent():
    with started(OPTIONS) as url:
{calls}'''
_INDENT = " " * 8
_NOBODY = ("Fault/bad-credentials", "User.Login/wrong-login")
"""What decides where the credentials are not valid, and so have to be others again."""


def _call(entry: Entry) -> str:
    body, query, headers = _python(_body(entry)), _python(_query(entry)), _headers(entry)
    written = "{" + ", ".join(f"{name!r}: {_python(value)}" for name, value in headers.items()) + "}"
    owner = f"credentials(url, {entry.account or 1})" if entry.decided not in _NOBODY else "['not valid'] * 3"
    path = _python(marked(entry.environ["PATH_INFO"], entry.secrets))
    call = f"succeeds(url, {_python(_method(entry))}, {path}, {body}, {written}, {query})"
    lines = [f"# {entry.id}: {entry.decided}"]
    if MARKED.search("".join([_url(entry), _body(entry), *headers.values()])):
        lines.append(f"API_KEY, SESSION_ID, PASSWORD = {owner}")
    lines.append(f"assert {call} is {entry.outcome == 'success'}")
    return "".join(f"{_INDENT}{line}\n" for line in lines)


def _http_block(entry: Entry) -> str:
    lines = [f"### {entry.id} {entry.decided}", f"{_method(entry)} {_url(entry)}"]
    lines += [f"{name}: {value}" for name, value in _headers(entry).items()]
    return MARKED.sub(r"{{\1}}", "\n".join([*lines, "", _body(entry), ""]))


def _har_entry(entry: Entry) -> dict[str, Any]:
    milliseconds = entry.seconds * 1000
    return {
        "startedDateTime": f"{entry.at:%Y-%m-%dT%H:%M:%S.%f}Z",
        "time": milliseconds,
        "request": _har_request(entry),
        "response": _har_response(entry),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "comment": entry.decided,
    }


def _har_request(entry: Entry) -> dict[str, Any]:
    query = parse_qsl(_plain(_query(entry)), keep_blank_values=True)
    request: dict[str, Any] = {
        "method": _plain(_method(entry)),
        "url": _plain(_url(entry)),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": name, "value": _plain(value)} for name, value in _headers(entry).items()],
        "queryString": [{"name": name, "value": value} for name, value in query],
        "headersSize": -1,
        "bodySize": entry.sizes[0],
    }
    if entry.body:
        request["postData"] = {
            "mimeType": _plain(_headers(entry).get("Content-Type", "")),
            "text": _plain(_body(entry)),
        }
    return request


def _har_response(entry: Entry) -> dict[str, Any]:
    answer = entry.answer
    return {
        "status": answer.status,
        "statusText": HTTPStatus(answer.status).phrase,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "Content-Type", "value": answer.content_type}],
        "content": {"size": entry.sizes[1], "mimeType": answer.content_type, "text": answered(entry)},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": entry.sizes[1],
    }


def answered(entry: Entry) -> str:
    """The body of the answer."""
    return redacted(entry.answer.content.decode("utf-8", "replace"), entry.secrets, LONGEST)


def _method(entry: Entry) -> str:
    return marked(entry.environ["REQUEST_METHOD"], entry.secrets)


def _headers(entry: Entry) -> Mapping[str, str]:
    """Those that decide what the request means, with marks."""
    kept = {"Content-Type": "CONTENT_TYPE", "Cookie": "HTTP_COOKIE"}
    found = ((name, entry.environ.get(key, "")) for name, key in kept.items())
    return {name: marked(value, entry.secrets) for name, value in found if value}


def _url(entry: Entry) -> str:
    environ = entry.environ
    query, path = _query(entry), marked(environ["PATH_INFO"], entry.secrets)
    host = marked(environ.get("HTTP_HOST", "localhost"), entry.secrets)
    return f"{environ['wsgi.url_scheme']}://{host}{path}{'?' * bool(query)}{query}"


def _query(entry: Entry) -> str:
    return marked(entry.environ.get("QUERY_STRING", ""), entry.secrets)


def _body(entry: Entry) -> str:
    return marked(entry.body.decode("utf-8", "replace"), entry.secrets, LONGEST)


def _cut(entry: Entry) -> str:
    return f"  # the body had {entry.sizes[0]} bytes" if entry.sizes[0] > LONGEST else ""


def _plain(text: str) -> str:
    return MARKED.sub(r"$\1", text)


def _quoted(text: str) -> str:
    """For a shell: everything as it is but the variables."""
    parts = MARKED.split(text)
    return "".join(f'"${part}"' if index % 2 else part and shlex.quote(part) for index, part in enumerate(parts))


def _python(text: str) -> str:
    parts = MARKED.split(text)
    return " + ".join(part if index % 2 else repr(part) for index, part in enumerate(parts))
