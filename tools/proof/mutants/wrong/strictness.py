"""Answers that a lenient reader takes and a strict one does not."""

from __future__ import annotations

import json

from campaign_contract.tools.proof.mutants.wrong.define import Body, answers

_ENVELOPE = "Api/envelope"
_NOT_ASCII = "é"


@answers(_ENVELOPE)
def answer_holds_nan(body: Body) -> bytes:
    """A number in an answer is NaN."""
    return json.dumps({**body, "Seconds": float("nan")}).encode()


@answers(_ENVELOPE, command="Campaigns.Get")
def list_holds_infinity(body: Body) -> bytes:
    """A number in the list is Infinity."""
    return json.dumps({**body, "Seconds": float("inf")}).encode()


@answers(_ENVELOPE)
def answer_has_a_key_twice(body: Body) -> bytes:
    """Success stands in an answer twice, the second time as it should."""
    return b'{"Success": null, ' + json.dumps(body).encode()[1:]


@answers(_ENVELOPE)
def answer_is_followed_by_text(body: Body) -> bytes:
    """Text stands behind the JSON."""
    return json.dumps(body).encode() + b"\n<!-- 3 ms -->"


@answers(_ENVELOPE)
def answer_is_two_objects(body: Body) -> bytes:
    """The object is sent twice, one behind the other."""
    return json.dumps(body).encode() * 2


@answers(_ENVELOPE)
def answer_is_in_utf_16(body: Body) -> bytes:
    """The JSON is encoded in UTF-16."""
    return json.dumps(body).encode("utf-16")


@answers(_ENVELOPE)
def answer_is_in_latin_1(body: Body) -> bytes:
    """The JSON is encoded in Latin-1."""
    return json.dumps({**body, "Note": _NOT_ASCII}, ensure_ascii=False).encode("latin-1", "replace")


@answers(_ENVELOPE)
def answer_has_single_quotes(body: Body) -> bytes:
    """Text in the JSON is quoted by apostrophes."""
    return json.dumps(body).replace('"', "'").encode()


@answers(_ENVELOPE)
def answer_ends_in_a_comma(body: Body) -> bytes:
    """A comma stands behind the last value."""
    return json.dumps(body).encode()[:-1] + b",}"


@answers("Api/no-byte-order-mark")
def answer_starts_with_a_byte_order_mark(body: Body) -> bytes:
    """A byte order mark stands before the JSON."""
    return json.dumps(body).encode("utf-8-sig")


@answers("Api/success-number")
def success_has_0_as_text(body: Body) -> Body:
    """The ErrorCode of a success is the text 0."""
    return {**body, "ErrorCode": "0"} if body["Success"] is True else body
