"""Requests that cannot be used: each gets a JSON failure with a code, and a text that names what is wrong."""

from __future__ import annotations

import io
import json

import pytest

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=XX"
DEEP = 100_000


def update(**parameters):
    """A JSON body of Campaign.Update; `KEY` becomes the owner's key."""
    return json.dumps({"Command": "Campaign.Update", "APIKey": "KEY", "CampaignID": 2, **parameters})


def part(name, value):
    return f'--XX\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'


BODIES = [
    # what, content type, body, HTTP status, code, part of the text
    ("no JSON", JSON, "{", 400, 100000, "not valid JSON"),
    ("truncated JSON", JSON, update()[:-1], 400, 100000, "not valid JSON"),
    ("comments in JSON", JSON, '{"Command": "Campaigns.Get" // all\n}', 400, 100000, "not valid JSON"),
    ("array", JSON, "[]", 400, 100000, "expected a JSON object, got an array"),
    ("scalar", JSON, "1", 400, 100000, "expected a JSON object, got a number"),
    ("text", JSON, '"x"', 400, 100000, "expected a JSON object, got text"),
    ("JSON null", JSON, "null", 400, 100000, "expected a JSON object, got null"),
    ("NaN", JSON, update().replace("2", "NaN"), 400, 100000, "out of range"),
    ("infinite number", JSON, update().replace("2", "1e999"), 400, 100000, "out of range"),
    ("5,000 digits", JSON, update().replace("2", "2" * 5000), 400, 100000, "out of range"),
    ("null for text", JSON, update(CampaignName=None), 400, 100000, "CampaignName: expected text, got null"),
    ("boolean for text", JSON, update(CampaignName=True), 400, 100000, "CampaignName: expected text, got a boolean"),
    ("array for text", JSON, update(CampaignName=["x"]), 400, 100000, "CampaignName: expected text, got an array"),
    ("object for text", JSON, update(CampaignName={}), 400, 100000, "CampaignName: expected text, got an object"),
    ("boolean for an id", JSON, update(RelEmailID=True), 400, 100000, "RelEmailID: expected text, got a boolean"),
    ("null for a boolean", JSON, update(S2SEnabled=None), 400, 100000, "S2SEnabled: expected text, got null"),
    ("array as the command", JSON, '{"Command": []}', 400, 100000, "Command: expected text, got an array"),
    ("repeated JSON key", JSON, '{"a": 1, "a": 2}', 400, 100000, "'a' is sent twice"),
    ("repeated in another case", JSON, update(campaignid=2), 400, 100000, "CampaignID is sent twice"),
    ("NUL", JSON, update(CampaignName="a\0b"), 400, 100000, "'CampaignName': holds a NUL character"),
    ("NUL in a name", JSON, '{"a\\u0000": 1}', 400, 100000, "holds a NUL character"),
    ("NUL in an unknown parameter", FORM, "a=%00", 400, 100000, "'a': holds a NUL character"),
    ("lone surrogate", JSON, update(CampaignName="\ud800"), 400, 100000, "'CampaignName': holds a lone surrogate"),
    ("invalid UTF-8 in JSON", JSON, b'{"Command": "\xff"}', 400, 100000, "not UTF-8"),
    ("invalid UTF-8 in a form", FORM, b"Command=\xff", 400, 100000, "not UTF-8"),
    ("invalid UTF-8, escaped", FORM, b"Command=%ff", 400, 100000, "not UTF-8"),
    (
        "invalid UTF-8 in a part",
        MULTIPART,
        part("Command", "\xff").encode("latin-1") + b"--XX--",
        400,
        100000,
        "not UTF-8",
    ),
    ("no boundary", "multipart/form-data", part("Command", "x"), 400, 100000, "boundary"),
    ("truncated multipart", MULTIPART, part("Command", "x")[:-4], 400, 100000, "cannot be read"),
    ("other content type", "text/csv", "Command=Campaigns.Get", 400, 100000, "text/csv"),
    ("a list in a list", JSON, update(ScheduleRecMonths=[[1]]), 400, 100000, "ScheduleRecMonths: expected text, got"),
    ("field as text and list", FORM, "Tags=1&Tags[]=2&Command=Campaigns.Get", 400, 100000, "Tags is sent twice"),
    ("list entry twice", FORM, "a[0]=1&a[0]=2", 400, 100000, "'a[0]' is sent twice"),
    ("field as text and object", FORM, "a[b]=1&a[b][c]=2", 400, 100000, "'a[b][c]' is sent twice"),
    ("100,000-deep brackets", FORM, "Command=x&a" + "[b]" * DEEP + "=1", 400, 100000, "nested too deeply"),
    ("100-deep JSON array", JSON, "[" * 100 + "]" * 100, 400, 100000, "got an array"),
    (
        "100-deep JSON",
        JSON,
        update(CampaignName=json.loads('{"a":' * 100 + "1" + "}" * 100)),
        400,
        100000,
        "got an object",
    ),
    ("100,000-deep JSON", JSON, '{"a":' * DEEP + "1" + "}" * DEEP, 400, 100000, "nested too deeply"),
    ("100,000-deep JSON array", JSON, "[" * DEEP + "]" * DEEP, 400, 100000, "nested too deeply"),
    ("deep bundle", JSON, update(RulesJsonBundle="[" * DEEP + "]" * DEEP), 400, 100000, "nested too deeply"),
    ("bundle that is no JSON", JSON, update(RulesJsonBundle="{"), 400, 100000, "RulesJsonBundle: not valid JSON"),
    (
        "bundle of another form",
        JSON,
        update(RulesJsonBundle={"operator": "or"}),
        400,
        100000,
        'RulesJsonBundle: $: "criteria"',
    ),
    (
        "bundle with another operator",
        JSON,
        update(RulesJsonBundle={"operator": "and", "criteria": []}),
        400,
        100000,
        "$.",
    ),
    (
        "repeated form key",
        FORM,
        "Command=Campaign.Get&campaignid=1&CampaignID=2",
        400,
        100000,
        "campaignid is sent twice",
    ),
    ("too many fields", FORM, "&".join(["a=1"] * 2000), 400, 100000, "more than 1000 fields"),
    ("too large", FORM, "a=" + "x" * 1048575, 413, 100000, "larger than 1048576 bytes"),
    ("no command", FORM, "", 400, 100003, "Command is missing"),
    ("empty command", FORM, "Command=", 400, 100003, "Command is missing"),
    ("unknown command", FORM, "Command=Campaign.Explode", 400, 100003, "no command 'Campaign.Explode'"),
    ("number as the command", JSON, '{"Command": 5}', 400, 100003, "no command '5'"),
    ("no credentials", FORM, "Command=Campaigns.Get", 200, 99998, "No credential is sent"),
    (
        "wrong credentials",
        FORM,
        "Command=Campaigns.Get&SessionID=x&APIKey=y",
        200,
        99998,
        "SessionID and APIKey not valid",
    ),
]


@pytest.mark.parametrize(
    ("content_type", "body", "status", "code", "text"), [pytest.param(*row[1:], id=row[0]) for row in BODIES]
)
def test_a_body_that_cannot_be_used_says_why(client, owner, content_type, body, status, code, text):
    before = owner.read(2)
    data = body.encode() if isinstance(body, str) else body
    answer = client.post(owner.path, data=data.replace(b"KEY", owner.key.encode()), content_type=content_type)
    found = answer.get_json()
    assert (answer.status_code, found["Success"], found["ErrorCode"]) == (status, False, code)
    assert text in found["ErrorText"]
    assert owner.read(2) == before


@pytest.mark.parametrize("path", ["/", "/api.php/", "/api", "/%ff", "/api.php%00"])
def test_another_path_is_no_place_for_commands(client, path):
    answer = client.post(path)
    assert (answer.status_code, answer.get_json()["ErrorCode"]) == (404, 100003)
    assert "/api.php" in answer.get_json()["ErrorText"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_another_method_is_refused(client, owner, method):
    answer = client.open(owner.path, method=method)
    assert (answer.status_code, answer.get_json()["ErrorCode"]) == (400, 100001)
    assert method in answer.get_json()["ErrorText"]


@pytest.mark.parametrize("campaign", ["2.0", "2e0", "\uff12", "2x", " 2", "9" * 18])
def test_what_is_no_campaigns_id_names_none(owner, campaign):
    assert owner("Campaign.Pause", CampaignID=campaign) == {"Success": False, "ErrorCode": 2}


@pytest.mark.parametrize("number", ["-2", "1" * 20, "1" * 5000])
@pytest.mark.parametrize(
    ("command", "name", "code"),
    [("Campaign.Pause", "CampaignID", 2), ("Campaigns.Delete", "Campaigns", {"campaigns": 1})],
)
def test_a_number_that_can_be_no_id_is_refused_in_words(owner, number, command, name, code):
    text = f"{name}: '{number[:60]}' is no id; an id has 1 to 18 digits."
    assert owner(command, **{name: number}) == {"Success": False, "ErrorCode": code, "ErrorText": text}


def test_each_such_number_is_named(owner):
    refused = owner("Campaign.Update", CampaignID="2", RelEmailID="-7")
    assert (refused["ErrorCode"], refused["ErrorText"][:16]) == (4, "RelEmailID: '-7'")
    assert owner("Campaigns.Delete", Campaigns="2, -5,-6")["ErrorText"].count("is no id") == 2


def test_a_shape_that_has_words_keeps_its_own(owner):
    assert owner("Campaign.Copy", CampaignID="-2")["ErrorText"] == ["Invalid source campaign"]


@pytest.mark.parametrize("server", [{}, {"wsgi.input_terminated": True}])
def test_a_body_shorter_than_its_length_is_refused(client, owner, server):
    environ = {"CONTENT_LENGTH": "100", **server}
    answer = client.post(owner.path, data=b"Command=", content_type=FORM, environ_overrides=environ)
    assert (answer.status_code, answer.get_json()["ErrorCode"]) == (400, 100000)
    assert "shorter than its Content-Length" in answer.get_json()["ErrorText"]


def test_a_chunked_body_that_is_too_large_is_refused_and_not_cut(client, owner):
    body = f"Command=Campaigns.Get&APIKey={owner.key}&a=".encode() + b"x" * 1_048_576
    environ = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    answer = client.post(owner.path, data=body, environ_overrides=environ, content_type=FORM)
    assert answer.status_code == 413


class Endless(io.RawIOBase):
    """A body without an end; `size` counts what was read of it."""

    def __init__(self):
        self.size = 0

    def read(self, size=-1):
        self.size += size
        return b"x" * size


def test_a_body_without_an_end_is_refused_after_a_while(client, owner):
    stream = Endless()
    environ = {"wsgi.input": stream, "wsgi.input_terminated": True}
    answer = client.post(owner.path, environ_overrides=environ)
    assert answer.status_code == 413
    assert 1_048_576 < stream.size < 1_048_576 * 70


def test_a_body_that_is_announced_far_too_large_is_refused_unread(client, owner):
    stream = Endless()
    answer = client.post(owner.path, environ_overrides={"wsgi.input": stream, "CONTENT_LENGTH": str(10**18)})
    assert (answer.status_code, stream.size) == (413, 0)


def test_a_body_of_the_full_size_is_taken(client, owner):
    head = f"Command=Campaigns.Get&APIKey={owner.key}&a="
    answer = client.post(owner.path, data=head + "x" * (1_048_576 - len(head)), content_type=FORM)
    assert answer.get_json()["Success"] is True


GOOD = {"Command": "Campaign.Get", "CampaignID": "1"}


@pytest.mark.parametrize(
    "arguments",
    [
        {"data": GOOD},
        {"data": GOOD, "content_type": FORM + "; charset=utf-8"},
        {"data": "Command=Campaign.Get&CampaignID=1", "content_type": None},
        {"data": GOOD, "content_type": "multipart/form-data"},
        {"json": GOOD},
        {"json": GOOD | {"CampaignID": 1}},
        {"json": GOOD | {"CampaignID": 1.0}},
        {"data": "Command=Campaign.Get&CampaignID=1", "content_type": "text/plain; charset=utf-8"},
        {"json": GOOD | {"retrievetags": True, "unknown": {"a": [None]}}},
        {"data": json.dumps(GOOD), "content_type": "application/json; charset=utf-8"},
        {"query_string": GOOD},
        {"query_string": {"Command": "Campaign.Get"}, "data": {"CampaignID": "1"}},
        {"query_string": {"Command": "Campaign.Get"}, "json": {"CampaignID": "1"}},
        {"data": {"command": "CAMPAIGN.GET", "campaignID": "1"}},
        {"data": GOOD | {"ResponseFormat": "JSON", "A[B][0][c]": "x"}},
    ],
)
def test_every_way_of_sending_a_request_is_taken(client, owner, arguments):
    answer = client.post(owner.path, **with_key(arguments, owner.key))
    assert answer.get_json()["Campaign"]["CampaignName"] == "Summer Sale"
    assert answer.content_type == JSON


def with_key(arguments, key):
    query = arguments.get("query_string", {}) | {"apikey": key}
    return arguments | {"query_string": query}


def test_get_with_everything_in_the_query_is_taken(client, owner):
    answer = client.get(owner.path, query_string=GOOD | {"ApiKey": owner.key})
    assert answer.get_json()["Success"] is True


def test_either_credential_is_enough_and_one_valid_one_of_two(owner, seeded):
    account = seeded.accounts[0]
    for credentials in (
        {"APIKey": account.api_key},
        {"SessionID": account.session_id},
        {"APIKey": account.api_key, "SessionID": "wrong"},
        {"APIKey": "wrong", "SessionID": account.session_id},
        {"APIKey": "", "SessionID": account.session_id},
    ):
        assert owner.post({"Command": "Campaigns.Get", **credentials})["Success"] is True


def test_swapped_shortened_and_empty_credentials_are_refused(owner, seeded):
    account = seeded.accounts[0]
    for credentials in (
        {"APIKey": account.session_id, "SessionID": account.api_key},
        {"APIKey": account.api_key[:-1]},
        {"APIKey": account.api_key.upper()},
        {"APIKey": "", "SessionID": ""},
        {"APIKey": account.api_key + " "},
    ):
        answer = owner.post({"Command": "Campaigns.Get", **credentials})
        assert (answer["Success"], answer["ErrorCode"]) == (False, 99998)


def test_credentials_are_looked_at_before_parameters(owner):
    assert owner.post({"Command": "Campaign.Get"})["ErrorCode"] == 99998
