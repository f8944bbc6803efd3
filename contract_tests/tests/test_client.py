"""The client against canned answers: what it sends, what it makes of the answer, what it keeps of both."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from werkzeug import Response

from campaign_contract.contract_tests.api.client import JSON, Client, Identity
from campaign_contract.contract_tests.api.connection import CONNECT_TIMEOUT
from campaign_contract.contract_tests.api.expect import envelope
from campaign_contract.contract_tests.api.outcomes import Grave
from campaign_contract.contract_tests.api.transport import Transport
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.tests.conftest import reply

PATH = "/api.php"
FINE = {"Success": True, "ErrorCode": 0}


@contextmanager
def listening() -> Iterator[tuple[socket.socket, str]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server, f"http://127.0.0.1:{server.getsockname()[1]}{PATH}"


@pytest.fixture
def client_of(api, settings, transcript):
    return lambda url, **changes: Client(url, api, replace(settings, base_url=url, **changes), transcript)


def received(httpserver):
    return [request for request, _ in httpserver.log]


def test_a_form_arrives_as_it_was_meant(client, httpserver):
    httpserver.expect_request(PATH).respond_with_json(FINE)
    client.call("Campaign.Create", {"CampaignName": "a+b & c=d é 😀", "Empty": "", "Left": None}, {"APIKey": "k"})
    (request,) = received(httpserver)
    assert request.method == "POST"
    assert request.mimetype == "application/x-www-form-urlencoded"
    assert request.form.to_dict() == {
        "Command": "Campaign.Create",
        "APIKey": "k",
        "CampaignName": "a+b & c=d é 😀",
        "Empty": "",
    }


def test_json_arrives_with_its_types(client, httpserver):
    httpserver.expect_request(PATH).respond_with_json(FINE)
    client.call("Campaign.Get", {"campaignid": 7, "name": "é", "Left": None}, {}, encoding=JSON)
    (request,) = received(httpserver)
    assert request.content_type == "application/json"
    assert request.json == {"Command": "Campaign.Get", "campaignid": 7, "name": "é"}


def test_a_media_type_of_ones_own_takes_the_place_of_the_encodings(client, httpserver):
    httpserver.expect_request(PATH).respond_with_json(FINE)
    client.call("Campaign.Get", {}, {}, encoding=JSON, media_type="application/json; charset=utf-8")
    assert received(httpserver)[0].content_type == "application/json; charset=utf-8"


def test_bytes_are_sent_as_they_are(client, httpserver):
    httpserver.expect_request(PATH).respond_with_json(FINE)
    client.send("POST", {"Content-Type": "application/json"}, b'{"a": "\xff"}')
    assert received(httpserver)[0].data == b'{"a": "\xff"}'


@pytest.mark.parametrize(
    ("code", "codes"),
    [
        (3, (3,)),
        ("3", (3,)),
        ([3], (3,)),
        (["3"], (3,)),
        ({"campaigns": 1}, (1,)),
        ({"a": "1", "b": [2]}, (1, 2)),
        ([1, 2], ()),
        ([], ()),
        (True, ()),
        (None, ()),
        (3.0, ()),
        ("x", ()),
        ("-1", ()),
        ("9" * 5000, ()),
    ],
)
def test_a_code_is_found_however_it_is_wrapped(code, codes):
    assert reply({"Success": False, "ErrorCode": code}).codes == codes


@pytest.mark.parametrize("body", [None, [], "text", 1, [{"Success": True, "ErrorCode": 0}]])
def test_what_is_no_object_has_no_parts(body):
    answer = reply(body)
    assert (answer.succeeded, answer.codes, answer.get("Success")) == (False, (), None)


@pytest.mark.parametrize("success", [1, "true", None, False])
def test_only_true_is_a_success(success):
    assert not reply({"Success": success, "ErrorCode": 0}).succeeded


@pytest.mark.parametrize("text", ["", "<html>oops</html>", '{"Success": tru'])
def test_an_answer_that_is_no_json_has_no_body_and_is_no_envelope(client, httpserver, api, text):
    httpserver.expect_request(PATH).respond_with_data(text)
    answer = client.call("Campaigns.Get", {}, {})
    assert answer.body is None
    assert envelope(answer, api) == [f"body: expected one JSON object, got {told(text)}"]


def test_an_answer_that_is_no_utf_8_is_read_all_the_same(client, httpserver):
    httpserver.expect_request(PATH).respond_with_data(b'{"Name": "\xff"}')
    assert client.call("Campaigns.Get", {}, {}).text == '{"Name": "\ufffd"}'


def test_a_redirect_is_not_followed(client, httpserver):
    httpserver.expect_request(PATH).respond_with_data("", 302, {"Location": "/elsewhere"})
    assert client.call("Campaigns.Get", {}, {}).status == 302
    assert len(received(httpserver)) == 1


def test_a_server_error_breaks_the_contract_and_is_not_tried_again(client, httpserver, transcript):
    httpserver.expect_request(PATH).respond_with_data("oops", 500, {"Retry-After": "1"})
    with pytest.raises(Grave, match="HTTP status: expected below 500, got 500"):
        client.call("Campaigns.Get", {}, {})
    assert len(received(httpserver)) == 1
    assert [(item.status, item.answer) for item in transcript.exchanges] == [(500, "oops")]


def test_an_exchange_is_kept_as_it_was_sent_and_received(client, httpserver, transcript):
    httpserver.expect_request(PATH).respond_with_json(FINE)
    client.call("Campaigns.Get", {"SearchKeyword": "é"}, {})
    (kept,) = transcript.exchanges
    assert (kept.command, kept.method, kept.url, kept.status) == ("Campaigns.Get", "POST", client.url, 200)
    assert kept.headers == {"Content-Type": "application/x-www-form-urlencoded"}
    assert kept.body == "Command=Campaigns.Get&SearchKeyword=%C3%A9"
    assert kept.answer == received_answer(httpserver)
    assert kept.milliseconds >= 0


def received_answer(httpserver):
    (_, response) = httpserver.log[0]
    assert isinstance(response, Response)
    return response.get_data(as_text=True)


def test_a_huge_body_is_sent_whole_and_kept_in_part(client, httpserver, transcript):
    httpserver.expect_request(PATH).respond_with_json(FINE)
    client.send("POST", {}, "x" * 30_000)
    assert len(transcript.exchanges[0].body) == 20_000
    assert len(received(httpserver)[0].data) == 30_000


def test_the_next_check_starts_without_exchanges_and_the_count_goes_on(client, httpserver, transcript):
    httpserver.expect_request(PATH).respond_with_json(FINE)
    client.call("Campaigns.Get", {}, {})
    transcript.start_check()
    assert transcript.exchanges == []
    client.fork().call("Campaigns.Get", {}, {})
    assert len(transcript.exchanges) == 1
    assert transcript.by_command["Campaigns.Get"] == 2


def test_a_proxy_of_the_environment_is_not_asked_for_a_target_on_this_machine(client, httpserver, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    httpserver.expect_request(PATH).respond_with_json(FINE)
    assert client.call("Campaigns.Get", {}, {}).succeeded


@pytest.mark.parametrize("allow_sending", [True, False])
def test_a_proxy_of_the_environment_is_asked_for_any_other_target(client_of, httpserver, monkeypatch, allow_sending):
    for name in ("NO_PROXY", "no_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", httpserver.url_for(""))
    httpserver.expect_request(PATH).respond_with_json(FINE)
    client = client_of("http://api.example.test/api.php", allow_sending=allow_sending)
    assert client.call("Campaigns.Get", {}, {}).succeeded
    assert received(httpserver)[0].headers["Host"] == "api.example.test"


def test_each_request_stands_for_itself_and_says_whose_it_is(client, httpserver):
    cookie = Response('{"Success": true, "ErrorCode": 0}', headers={"Set-Cookie": "user=owner"})
    httpserver.expect_request(PATH).respond_with_response(cookie)
    client.call("Campaigns.Get", {}, {})
    client.call("Campaigns.Get", {}, {})
    sent = received(httpserver)[1].headers
    assert "Cookie" not in sent
    assert sent["User-Agent"] == "campaign-contract"


def test_a_login_in_the_url_is_sent_as_basic_authentication(client_of, httpserver):
    httpserver.expect_request(PATH).respond_with_json(FINE)
    client_of(httpserver.url_for(PATH).replace("//", "//me%40x:se%3Acret@")).call("Campaigns.Get", {}, {})
    assert received(httpserver)[0].authorization.parameters == {"username": "me@x", "password": "se:cret"}


@pytest.mark.parametrize("proxy", ["{}", "http://me:secret@{}"])
def test_a_proxy_may_lack_its_scheme_or_have_a_login(client_of, httpserver, monkeypatch, proxy):
    for name in ("NO_PROXY", "no_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", proxy.format(f"{httpserver.host}:{httpserver.port}"))
    httpserver.expect_request(PATH).respond_with_json(FINE)
    assert client_of("http://api.example.test/api.php").call("Campaigns.Get", {}, {}).succeeded
    assert ("Proxy-Authorization" in received(httpserver)[0].headers) == ("secret" in proxy)


@pytest.mark.parametrize(("timeout", "connecting"), [(10, CONNECT_TIMEOUT), (1, 1)])
def test_an_answer_has_all_the_time_there_is_however_soon_a_connection_has_to_stand(settings, timeout, connecting):
    waits = Transport("http://api.example.test", replace(settings, timeout=timeout))._timeout
    assert (waits.connect_timeout, waits.read_timeout, waits.total) == (connecting, timeout, None)


def test_one_credential_is_enough_to_act():
    both = Identity("owner", {"APIKey": "k", "SessionID": "s"}, {})
    assert both.known
    assert both.one() == {"APIKey": "k"}
    assert not Identity("owner", {}, {}).known
    assert Identity("owner", {}, {}).one() == {}
