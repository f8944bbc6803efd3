"""What stops a run before its first check: each problem in a line or two, with what to do and the exit status."""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import trustme
from pytest_httpserver import HTTPServer
from werkzeug import Response

from campaign_contract.contract_tests import preflight
from campaign_contract.contract_tests.api.client import Transcript
from campaign_contract.contract_tests.preflight import UNREACHABLE, USAGE, NotReady, examine
from campaign_contract.contract_tests.tests.conftest import OWNER_KEY, STRANGER_KEY
from campaign_contract.contract_tests.tests.scripted import answer, reset, scripted, silence

PATH = "/api.php"


def refused(settings, api):
    with pytest.raises(NotReady) as stopped:
        examine(settings, api, Transcript())
    message = str(stopped.value)
    assert len(message.splitlines()) == 1
    assert OWNER_KEY not in message
    return message, stopped.value.status


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Response("<html>hello</html>", content_type="text/html"), "this is not the API: every answer is HTTP 200"),
        (Response("", 301, {"Location": f"https://x.example.test/?k={OWNER_KEY}"}), "301 redirects to https://x."),
        (Response("", 302, {"Location": PATH}), "redirects to /api.php itself, perhaps until a cookie comes back"),
        (
            Response("", 302, {"Location": "/login?next=x"}),
            "redirects to /login?next=x, a login; give a URL behind it",
        ),
        (Response("<title>Sign in</title>", content_type="text/html"), "asks for a login: every answer is HTTP 200"),
        (Response("<title>Sign in</title>", content_type="text/html"), 'text/html, the page "Sign in"; give a URL'),
        (Response('{"message": "no token"}', 403, content_type="application/json"), "lets nothing through: HTTP 403"),
        (Response('{"message": "no"}', 500), "this is not the API: every answer is HTTP 500"),
        (Response("", 401, {"WWW-Authenticate": 'Basic realm="staging"'}), 'asks for a login (Basic realm="staging")'),
        (Response("gone", 404), "no API at this path (HTTP 404)"),
        (Response("bad gateway", 502), "HTTP 502: a server in front answers"),
        (Response("", 500), "every answer is HTTP 500"),
    ],
)
def test_what_is_not_the_api_is_named(settings, api, httpserver, answer, words):
    httpserver.expect_request(PATH).respond_with_response(answer)
    message, status = refused(settings, api)
    assert words in message
    assert status == UNREACHABLE


def test_a_page_that_speaks_of_success_is_not_the_api(settings, api, httpserver):
    page = '<!doctype html><title>Welcome</title><p class="success">'
    httpserver.expect_request(PATH).respond_with_data(page, content_type="text/html")
    assert "the page Welcome" in refused(settings, api)[0]


@pytest.mark.usefixtures("clock")
def test_a_target_that_takes_connections_and_says_nothing_is_told_before_all_is_waited_for(
    settings, api, transcript, monkeypatch
):
    said = []
    transcript.say = said.append
    monkeypatch.setattr(preflight, "_PATIENCE", 0.05)
    with scripted([], then=silence) as target, pytest.raises(NotReady, match=r"nothing within 0\.1 s"):
        examine(replace(settings, base_url=target.url, timeout=0.1), api, transcript)
    assert [line.partition(": ")[2] for line in said] == ["nothing within 0.05 s; waiting 0.1 s more (--timeout)"]
    assert len(target.requests) == 2


@pytest.mark.parametrize(
    "text", ['<b>Warning</b>: x {"Success":true,"ErrorCode":0}', "{}", "f({'success': 1});", "<Success>true</Success>"]
)
def test_an_api_that_answers_badly_is_left_to_the_checks(settings, api, httpserver, text):
    httpserver.expect_request(PATH).respond_with_data(text)
    examine(replace(settings, stranger_api_key=None), api, Transcript())


def test_one_broken_command_is_left_to_the_checks(settings, api, httpserver):
    def answer(request):
        if request.form.get("Command") == "Campaigns.Get":
            return Response("oops", 500)
        code = 1 if request.form.get("APIKey") in (OWNER_KEY, STRANGER_KEY) else 99998
        return Response(f'{{"Success": false, "ErrorCode": {code}}}')

    httpserver.expect_request(PATH).respond_with_handler(answer)
    examine(settings, api, Transcript())


@pytest.mark.parametrize(
    ("valid", "flag"),
    [((), "owner is refused; give a valid --api-key"), ((OWNER_KEY,), "give a valid --stranger-api-key")],
)
def test_a_refused_credential_is_named(settings, api, httpserver, valid, flag):
    def answer(request):
        fine = request.form.get("APIKey") in valid
        return Response('{"Success": true, "ErrorCode": 0}' if fine else '{"Success": false, "ErrorCode": 9}')

    httpserver.expect_request(PATH).respond_with_handler(answer)
    message, status = refused(settings, api)
    assert flag in message
    assert status == USAGE


def test_a_refusal_is_told_in_the_targets_own_words(settings, api, httpserver):
    wrong = {"Success": False, "ErrorCode": 9, "ErrorText": f"Nothing is at /wrong.php. {OWNER_KEY}"}
    httpserver.expect_request(PATH).respond_with_json(wrong, status=404)
    message, _ = refused(settings, api)
    assert 'of the owner is refused ("Nothing is at /wrong.php. $API_KEY"); give a valid --api-key' in message


def test_what_is_shown_of_a_page_is_not_cut_within_a_credential(settings, api, httpserver):
    httpserver.expect_request(PATH).respond_with_data(f"{'x' * 65}{OWNER_KEY}", content_type="text/html")
    assert OWNER_KEY[:6] not in refused(settings, api)[0]
    assert OWNER_KEY[10:14] not in refused(settings, api)[0]


def test_a_target_that_reads_no_forms_is_remarked_and_left_to_the_checks(settings, api, httpserver):
    def answer(request):
        fine = request.is_json and request.json.get("APIKey") == OWNER_KEY
        return Response('{"Success": true, "ErrorCode": 0}' if fine else '{"Success": false, "ErrorCode": 9}')

    httpserver.expect_request(PATH).respond_with_handler(answer)
    (remark,) = examine(replace(settings, stranger_api_key=None), api, Transcript())
    assert remark == "the credential of the owner is taken in JSON and not in a form: the target reads no forms"


def test_one_of_two_credentials_that_is_refused_is_remarked_and_left_to_the_checks(settings, api, httpserver):
    def answer(request):
        fine = request.form.get("APIKey") in (OWNER_KEY, STRANGER_KEY) and "SessionID" not in request.form
        return Response('{"Success": true, "ErrorCode": 0}' if fine else '{"Success": false, "ErrorCode": 9}')

    httpserver.expect_request(PATH).respond_with_handler(answer)
    (remark,) = examine(replace(settings, session_id="stale"), api, Transcript())
    assert remark.startswith("--session-id of the owner is refused where it is sent alone: a wrong value, or")


def test_two_credentials_that_are_both_refused_are_wrong_settings(settings, api, httpserver):
    httpserver.expect_request(PATH).respond_with_data('{"Success": false, "ErrorCode": 9}')
    message, status = refused(replace(settings, session_id="stale"), api)
    assert message.endswith("give a valid --api-key and --session-id")
    assert status == USAGE


def test_a_credential_that_only_works_beside_the_other_is_left_to_the_checks(settings, api, httpserver):
    def answer(request):
        fine = {"APIKey", "SessionID"} <= request.form.keys() and request.form["SessionID"] == "s"
        return Response('{"Success": true, "ErrorCode": 0}' if fine else '{"Success": false, "ErrorCode": 9}')

    httpserver.expect_request(PATH).respond_with_handler(answer)
    examine(replace(settings, session_id="s", stranger_api_key=None), api, Transcript())


def test_users_who_see_the_same_are_remarked_and_left_to_the_checks(settings, api, httpserver):
    campaign = '{"Success": true, "ErrorCode": 0, "Campaigns": [{"CampaignID": 5}], "Campaign": {"CampaignID": 5}}'
    httpserver.expect_request(PATH).respond_with_data(campaign)
    (remark,) = examine(settings, api, Transcript())
    assert "the target keeps no user's campaigns from another, or both credentials are of one account" in remark


def test_two_users_with_nothing_in_common_leave_no_remark(settings, api, miniature):
    miniature.plant(5)
    miniature.plant(6, "stranger")
    assert examine(settings, api, Transcript()) == []


def test_the_same_credential_twice_is_seen_without_a_request(settings, api, httpserver):
    message, status = refused(replace(settings, stranger_api_key=OWNER_KEY), api)
    assert message == "--stranger-api-key is the owner's own; the stranger has to be a second user"
    assert (status, httpserver.log) == (USAGE, [])


def test_a_host_without_a_name_and_a_port_without_a_server_are_told_apart(settings, api):
    assert "the host's name is not known (DNS)" in refused(replace(settings, base_url="http://x.invalid/a"), api)[0]
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    message, status = refused(replace(settings, base_url=f"http://127.0.0.1:{port}/api.php"), api)
    assert "the connection was refused" in message
    assert status == UNREACHABLE


@pytest.mark.usefixtures("clock")
def test_a_server_that_hangs_up_is_named(settings, api):
    with scripted([], then=reset) as target:
        message, _ = refused(replace(settings, base_url=target.url), api)
    assert "the connection was " in message


@pytest.fixture
def authority():
    return trustme.CA()


@pytest.fixture
def https(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with HTTPServer("localhost", 0, ssl_context=context) as server:
        server.expect_request(PATH).respond_with_json({"Success": True, "ErrorCode": 0})
        yield server


def test_a_certificate_that_nobody_vouches_for_is_told_in_words(settings, api, https):
    message, status = refused(replace(settings, base_url=https.url_for(PATH)), api)
    assert "TLS: the certificate is not trusted: unable to get local issuer certificate" in message
    assert "--ca FILE" in message
    assert status == UNREACHABLE


@pytest.mark.parametrize("how", ["ca", "environment", "insecure"])
def test_a_certificate_can_be_trusted_on_this_machine_too(settings, api, https, authority, tmp_path, monkeypatch, how):
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    if how == "environment":
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(file))
    changes = {"ca": {"ca": str(file)}, "insecure": {"insecure": True}, "environment": {}}[how]
    examine(replace(settings, base_url=https.url_for(PATH), **changes), api, Transcript())


@pytest.mark.parametrize(("file", "why"), [("/no/such.pem", "no such file"), (__file__, "no file of certificates")])
def test_a_file_without_certificates_is_a_wrong_setting(settings, api, file, why, monkeypatch):
    expected = f"{file}: {why}; give a file of certificates in PEM", USAGE
    message, status = refused(replace(settings, ca=file), api)
    assert (message.removeprefix("--ca "), status) == expected
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", file)
    message, status = refused(settings, api)
    assert (message.removeprefix("REQUESTS_CA_BUNDLE "), status) == expected


def at(clock):
    """An API whose clock says so."""
    return scripted([], then=answer(200, b'{"Success": true, "ErrorCode": 0}', f"Date: {clock}"))


@pytest.mark.parametrize(("minutes", "said"), [(59.9, "60 minutes ahead of"), (-59.9, "60 minutes behind"), (4, "")])
def test_a_clock_that_is_minutes_away_is_remarked(settings, api, minutes, said):
    with at(format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True)) as target:
        remarks = examine(replace(settings, base_url=target.url, stranger_api_key=None), api, Transcript())
    told = f"the target's clock is {said} this machine's; set the one that is wrong"
    assert remarks == ([told] if said else [])


def test_a_send_date_that_is_past_for_the_target_is_a_wrong_setting(settings, api):
    with at("Wed, 01 Jan 2031 00:00:00 GMT") as target:
        message, status = refused(replace(settings, base_url=target.url, send_date="2031-01-01"), api)
    assert (status, "2031-01-01 is no day ahead; give a later --send-date" in message) == (USAGE, True)


@pytest.mark.parametrize("clock", ["soon", "Tue, 99 Foo 2030 00:00:00 GMT", ""])
def test_a_clock_that_nobody_can_read_says_nothing(settings, api, clock):
    with at(clock) as target:
        here = replace(settings, base_url=target.url, stranger_api_key=None, send_date="29/02/2020")
        assert examine(here, api, Transcript()) == []
