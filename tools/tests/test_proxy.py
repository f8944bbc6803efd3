"""What goes through the proxy: every byte as it was, nothing that the client did not send; trouble in plain words."""

from __future__ import annotations

import gzip
import http.client
import ssl

import pytest
import requests
import trustme
from click.testing import CliRunner

from campaign_contract.contract_tests.tests.scripted import FINE, scripted, silence
from campaign_contract.mockserver.local import running
from campaign_contract.tools.cli import main
from campaign_contract.tools.tests.proxied import proxy

BODY = b"Command=Campaign.Get&campaignid=%31&x=%zz\xff+"
CLOSE = b"Connection: close\r\n"


def sending(answer):
    """A step of a scripted target that answers exactly these bytes."""
    return lambda connection, _: connection.sendall(answer)


def test_a_request_reaches_the_server_as_it_is():
    head = b"PoSt /api.php?a=%2f&b=/../c HTTP/1.1\r\n"
    headers = b"X-oDD: 1\r\nAccept: a\r\nx-odd:  two words \r\nCookie: PHPSESSID=s\r\nContent-Length: 43\r\n"
    with scripted([]) as target, proxy(target.url) as through:
        own = through.url.split("/")[2].encode()
        hop = b"Connection: close, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n"
        through.raw(head + b"hOst: %b\r\n" % own + headers + hop + b"\r\n" + BODY)
        host = b"Host: %b\r\n" % target.url.split("/")[2].encode()
    headers = headers.replace(b":  two", b": two")
    assert target.requests == [head + host + headers + CLOSE + b"\r\n" + BODY]


def test_an_answer_reaches_the_client_as_it_is():
    packed = gzip.compress(b'{"Success":true,"ErrorCode":0}')
    head = b"HTTP/1.1 299 Oddly Fine\r\nX-oDD: 1\r\nSet-Cookie: a\r\nContent-Encoding: gzip\r\nSet-Cookie: \xe9\r\n"
    answer = head + b"Content-Length: %d\r\n" % len(packed)
    with scripted([sending(answer + b"Keep-Alive: 5\r\n\r\n" + packed)]) as target, proxy(target.url) as through:
        got = through.raw(b"GET /api.php?Command=Campaigns.Get HTTP/1.1\r\nHost: x\r\n" + CLOSE + b"\r\n")
        (entry,) = through.entries
    assert got == answer + b"\r\n" + packed
    assert entry["answer"] == '{"Success":true,"ErrorCode":0}'


def test_chunks_go_both_ways():
    def answer(connection, request):
        while not request.endswith(b"0\r\n\r\n"):
            request += connection.recv(65536)
        target.requests[-1] = request
        connection.sendall(
            b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{"\r\n3\r\na":\r\n2\r\n1}\r\n0\r\n\r\n'
        )

    with scripted([answer]) as target, proxy(target.url) as through:
        got = requests.post(through.url, data=iter([b"Command=", b"Campaigns.Get"]), timeout=10)
        (entry,) = through.entries
    assert (got.json(), got.headers["Transfer-Encoding"]) == ({"a": 1}, "chunked")
    assert target.requests[0].partition(b"\r\n\r\n")[2].replace(b"\r\n", b"") in (
        b"8Command=dCampaigns.Get0", b"15Command=Campaigns.Get0")  # fmt: skip
    assert entry["command"] == "Campaigns.Get"


@pytest.mark.parametrize(
    ("method", "answer"),
    [("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), ("POST", b"HTTP/1.1 204 No Content\r\n\r\n"),
     ("GET", b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"),
     ("DELETE", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")],
    ids=["HEAD", "204", "304", "empty"],
)  # fmt: skip
def test_an_answer_without_a_body_stays_one(method, answer):
    with scripted([sending(answer)]) as target, proxy(target.url) as through:
        got = through.raw(f"{method} /else HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert got == answer


def test_a_connection_is_kept_for_further_requests():
    with scripted([]) as target, proxy(target.url) as through:
        connection = http.client.HTTPConnection(through.url.split("/")[2], timeout=10)
        ports = set()
        for _ in range(3):
            connection.request("GET", "/api.php")
            ports.add(connection.sock.getsockname()[1])
            assert connection.getresponse().read() == FINE.partition(b"\r\n\r\n")[2]
        connection.close()
    assert (len(ports), len(target.requests)) == (1, 3)


def test_large_bodies_go_through_and_are_not_judged():
    large = b"x" * (5 << 20)
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(large)
    with scripted([sending(head + large)]) as target, proxy(target.url) as through:
        got = requests.post(through.url, data=b"Command=" + large, timeout=30)
        (entry,) = through.entries
    assert got.content == large
    assert target.requests[0].endswith(b"\r\n\r\nCommand=" + large)
    assert (entry["decided"], entry["warnings"]) == ("Fault/not-judged", [])
    assert "bytes" in entry["detail"]


def test_nothing_is_sent_that_the_client_did_not_send():
    with scripted([]) as target, proxy(target.url) as through:
        for path in ("journal", "coverage", "health", "openapi.json", "nothing"):
            through.control(path)
        assert target.requests == []
        for _ in range(3):
            through.send(Command="Campaigns.Get", APIKey="key")
        through.control("coverage")
    assert len(target.requests) == 3


def test_a_server_that_is_down_is_502_in_a_line_and_the_proxy_lives():
    with scripted([]) as gone:
        pass
    with proxy(gone.url) as through:
        for _ in range(2):
            answer = through.send(Command="Campaigns.Get")
            assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/plain; charset=utf-8")
            assert answer.text == (
                "campaign-contract proxy: no answer of the server behind: "
                "the connection was refused; is the server running, on this port?\n"
            )
        assert [entry["decided"] for entry in through.entries] == ["Fault/no-answer"] * 2


def test_a_silent_server_is_504():
    with scripted([silence]) as target, proxy(target.url, timeout=0.1) as through:
        answer = through.send(Command="Campaigns.Get")
    assert (answer.status_code, answer.text.strip().endswith("nothing within 0.1 s")) == (504, True)


def test_what_is_no_http_is_502():
    with scripted([sending(b"SSH-2.0\r\n")]) as target, proxy(target.url) as through:
        answer = through.send(Command="Campaigns.Get")
    assert (answer.status_code, "the answer is no HTTP" in answer.text) == (502, True)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n",
    ],
    ids=["length", "chunks"],
)  # fmt: skip
def test_an_answer_that_breaks_off_breaks_off_for_the_client(head):
    with scripted([sending(head + b"{")]) as target, proxy(target.url) as through:
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            through.send(Command="Campaigns.Get")
        (entry,) = through.entries
    assert entry["decided"] == "Fault/no-answer"
    assert entry["detail"].startswith("the answer broke off")


def test_a_request_whose_end_cannot_be_told_is_refused_in_a_line():
    with scripted([]) as target, proxy(target.url) as through:
        for header in (b"Content-Length: many", b"Transfer-Encoding: gzip"):
            got = through.raw(b"POST /api.php HTTP/1.1\r\nHost: x\r\n" + header + b"\r\n\r\n")
            assert got.startswith(b"HTTP/1.1 400 Bad Request")
            assert got.rpartition(b"\r\n\r\n")[2].startswith(b"campaign-contract proxy: ")
    assert target.requests == []


def test_a_client_that_goes_away_ends_nothing():
    with running(_fine) as url, proxy(url) as through:
        with through.connection() as connection:
            connection.sendall(b"POST /api.php HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nshort")
        assert through.send(Command="Campaigns.Get").ok


def test_a_server_with_tls_has_to_be_trusted(tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with running(_fine, ssl_context=context) as url:
        with proxy(url) as through:
            refused = through.send(Command="Campaigns.Get")
            assert (refused.status_code, "the certificate is not trusted" in refused.text) == (502, True)
        for options in ({"ca": str(tmp_path / "ca.pem")}, {"insecure": True}):
            with proxy(url, **options) as through:
                assert through.send(Command="Campaigns.Get").json()["Success"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["ftp://x"], "is not a URL of an API"), (["http://user:pw@127.0.0.1:9"], "leave the login out of the URL"),
     (["http://127.0.0.1:9/api.php?x=1"], "leave the query out"),
     (["http://127.0.0.1:9", "--host", "256.1.1.1"], "cannot listen")],
    ids=["no URL", "login", "query", "host"],
)  # fmt: skip
def test_what_cannot_be_used_is_said(arguments, said):
    result = CliRunner().invoke(main, ["proxy", *arguments])
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    assert "@" not in result.stderr or "pw" not in result.stderr


def _fine(environ, start_response):
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    body = FINE.partition(b"\r\n\r\n")[2]
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
