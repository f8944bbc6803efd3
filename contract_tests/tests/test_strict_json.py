"""What a strict reader takes is read without a fault; what only a lenient one takes is told."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.api import strict_json

FINE = {"Success": True, "ErrorCode": 0}


@pytest.mark.parametrize(
    "content",
    [
        b'{"Success": true, "ErrorCode": 0}',
        b' {"Success":true,"ErrorCode":0}\r\n',
        b'\xef\xbb\xbf{"Success": true, "ErrorCode": 0}',
    ],
)
def test_json_is_read(content):
    document = strict_json.read(content)
    assert (document.value, document.faults) == (FINE, [])


def test_text_beyond_ascii_is_read():
    assert strict_json.read('{"a": "é😀"}'.encode()).value == {"a": "é😀"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b'{"a": NaN}', "body: NaN is no JSON"),
        (b'{"a": [Infinity]}', "body: Infinity is no JSON"),
        (b'{"a": -Infinity}', "body: -Infinity is no JSON"),
        (b'{"a": 1, "a": 1}', "a: stands twice in one object"),
        (b'{"b": [{"a": 1, "a": 2}]}', "a: stands twice in one object"),
        (b'{"a": "\xe9"}', "body: expected UTF-8, byte 8 is none"),
    ],
)
def test_what_only_a_lenient_reader_takes_is_told(content, fault):
    assert strict_json.read(content).faults == [fault]


@pytest.mark.parametrize(
    "content",
    [b"", b"{}x", b"{}{}", b"{'a': 1}", b'{"a": 1,}', b"[" * 100_000, "{}".encode("utf-16"), "{}".encode("utf-32-le")],
)
def test_what_is_no_json_has_no_value(content):
    assert strict_json.read(content).value is None


MANY = b"[" + b",".join([b'{"a": []}'] * 300) + b"]"
TOO_DEEP = ["body: more than 200 lists and objects in one another; it is not read"]


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"[" * 200 + b"]" * 200, []),
        (b"[" * 201 + b"]" * 201, TOO_DEEP),
        (b'{"a":' * 200 + MANY + b"}" * 200, TOO_DEEP),
        (b'{"a":' * 197 + MANY + b"}" * 197, []),
        (MANY, []),
        (b'{"a": "' + b"[{" * 201 + b'"}', []),
        (b'{"a": "\\"' + b"[{" * 201 + b'"}', []),
        (b"[1," * 201, TOO_DEEP),
    ],
)
def test_only_what_stands_in_one_another_is_too_deep(content, faults):
    assert strict_json.read(content).faults == faults
