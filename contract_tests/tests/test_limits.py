"""Answers that are too long, too slow, too deep or blown up are findings, and cost next to nothing."""

from __future__ import annotations

import gzip
import itertools
import socket
import zlib
from dataclasses import replace

import pytest

from campaign_contract.contract_tests.api import strict_json
from campaign_contract.contract_tests.api.actor import Actor, Ledger
from campaign_contract.contract_tests.api.client import Client
from campaign_contract.contract_tests.api.outcomes import Grave, NoAnswer
from campaign_contract.contract_tests.tests.conftest import OWNER
from campaign_contract.contract_tests.tests.scripted import FINE, answer, last, scripted

pytestmark = pytest.mark.usefixtures("clock")
LONGER = r"body: longer than 0\.5 MiB; no more is read"
MEBIBYTE = b" " * (1 << 20)
BOMB = gzip.compress(MEBIBYTE * 64)


@pytest.fixture
def owner_of(api, settings, transcript):
    """The owner at a target whose answers are read up to half a mebibyte, within a fifth of a second."""

    def make(url):
        few = replace(settings, base_url=url, answer_limit=0.5, timeout=0.2)
        return Actor(Client(url, api, few, transcript), OWNER, few, Ledger())

    return make


def endless(connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n{")
    for _ in range(10_000):
        connection.sendall(MEBIBYTE)


def endless_chunks(connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(10_000):
        connection.sendall(b"100000\r\n" + MEBIBYTE + b"\r\n")


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (answer(200, MEBIBYTE), LONGER),
        (endless, LONGER),
        (endless_chunks, LONGER),
        (answer(200, BOMB, "Content-Encoding: gzip"), LONGER),
        (answer(200, gzip.compress(BOMB), "Content-Encoding: gzip, gzip"), LONGER),
        (answer(200, zlib.compress(MEBIBYTE * 64), "Content-Encoding: deflate"), LONGER),
        (answer(200, b"no gzip", "Content-Encoding: gzip"), "cannot be decompressed as Content-Encoding gzip says"),
        (answer(200, b"[" * 20_000 + b"]" * 20_000), "body: more than 200 lists and objects in one another"),
        (answer(200, b'{"a":' * 1000 + b"1" + b"}" * 1000), "body: more than 200 lists and objects in one another"),
        (answer(200, b"[," * 15_000), "body: more than 25000 values"),
    ],
)  # fmt: skip
def test_an_answer_beyond_the_limits_is_a_finding(owner_of, transcript, step, found):
    with scripted([], then=step) as target, pytest.raises(Grave, match=found):
        owner_of(target.url).call("Campaigns.Get", {})
    assert len(transcript.exchanges[0].answer) <= 200_000


def drip(head, piece):
    """A head, then a piece again and again, each well within the time that a single piece may take."""

    def step(connection, _):
        connection.sendall(head)
        connection.settimeout(0.05)
        for _ in itertools.repeat(None):
            connection.sendall(piece)
            try:
                if not connection.recv(1):
                    return
            except TimeoutError:
                pass

    return step


@pytest.mark.parametrize(
    ("head", "piece", "found"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b" ", r"not complete within 0\.2 s"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", r"not complete within 0\.2 s"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"", mtime=0)[:10], b"", "not complete"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a", r"nothing within 0\.2 s"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", r"nothing within 0\.2 s"),
    ],
    ids=["plain", "chunked", "compressed", "head", "interim"],
)
def test_an_answer_that_drips_ends_with_its_time(owner_of, head, piece, found):
    slow = drip(head, piece)

    def step(connection, request):
        if b"APIKey=" in request:
            slow(connection, request)
        else:
            connection.sendall(last(FINE))

    with scripted([FINE], then=step) as target:
        owner = owner_of(target.url)
        owner.call("Campaigns.Get", {})
        with pytest.raises(NoAnswer, match=found):
            owner.call("Campaigns.Get", {})


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 70_000, "a line of the answer's head is longer than 64 KiB"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 200, "the answer is no HTTP: got more than 100 headers"),
        (b"SSH-2.0-OpenSSH_9.9", "the answer is no HTTP: SSH-2.0"),
    ],
)
def test_a_head_beyond_the_limits_is_named(owner_of, head, found):
    def step(connection, request):
        connection.sendall(head + b"\r\n\r\n" if b"APIKey=" in request else last(FINE))

    with scripted([FINE], then=step) as target:
        owner = owner_of(target.url)
        owner.client.call("Campaigns.Get", {}, {})
        with pytest.raises(NoAnswer, match=found):
            owner.call("Campaigns.Get", {})


def test_brackets_in_texts_are_no_depth():
    text = '{"a": "' + '[{\\"' * 1000 + '"}'
    assert strict_json.read(text.encode()).value == {"a": '[{"' * 1000}


def test_two_hundred_lists_in_one_another_are_read():
    assert strict_json.read(b"[" * 200 + b"]" * 200).faults == []
    assert strict_json.read(b"[" * 201 + b"]" * 201).value is None


@pytest.mark.skipif(not hasattr(socket, "TCP_QUICKACK"), reason="this system has no such option")
def test_the_start_of_an_answer_is_acknowledged_at_once(owner_of, monkeypatch):
    """The kernel would wait 40 ms with that, and some targets wait for it before they send the rest."""
    told, set_option = [], socket.socket.setsockopt

    def noted(sock, level, option, value):
        told.append((option, value))
        set_option(sock, level, option, value)

    monkeypatch.setattr(socket.socket, "setsockopt", noted)
    with scripted([FINE]) as target:
        owner_of(target.url).call("Campaigns.Get", {})
    assert (socket.TCP_QUICKACK, 1) in told
