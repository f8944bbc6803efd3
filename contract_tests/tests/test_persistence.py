"""What is sent again, when, how it is told, and when a target is given up. No time passes."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from campaign_contract.contract_tests.api.client import Client
from campaign_contract.contract_tests.api.outcomes import Disturbed, Grave, NoAnswer, TargetGone, Unheard
from campaign_contract.contract_tests.api.undisturbed import ATTEMPTS, undisturbed
from campaign_contract.contract_tests.checks import made_anew
from campaign_contract.contract_tests.tests.scripted import FINE, answer, last, reset, scripted, silence

READS, CHANGES = "Campaigns.Get", "Campaign.Pause"
pytestmark = pytest.mark.usefixtures("clock")
BUSY, GATEWAY, UNAVAILABLE = answer(429), answer(502, b"<html>bad gateway</html>"), answer(503)


@pytest.fixture(autouse=True)
def said(transcript):
    lines = []
    transcript.say = lines.append
    return lines


@pytest.fixture
def client_of(api, settings, transcript):
    """A client of a target; unless it is a stranger, it has had an answer already."""

    def make(target, stranger=False, **changes):
        client = Client(target.url, api, replace(settings, base_url=target.url, **changes), transcript)
        if not stranger:
            client.call(READS, {}, {})
            target.requests.clear()
            transcript.start_check()
        return client

    return make


def with_credentials_only(step):
    """Give an answer to what has no credential, as the client's own questions have none."""

    def decide(connection, request):
        if b"APIKey=" not in request:
            connection.sendall(last(FINE))
        elif callable(step):
            step(connection, request)
        else:
            connection.sendall(last(step))

    return decide


def asks(client, command):
    return client.call(command, {}, {"APIKey": "k"})


@pytest.mark.parametrize("trouble", [reset, GATEWAY, UNAVAILABLE, answer(504), BUSY])
def test_a_command_that_reads_is_sent_again(client_of, transcript, trouble):
    with scripted([FINE, trouble, FINE]) as target:
        assert asks(client_of(target), READS).succeeded
    assert target.commands == [READS, READS]
    (kept,) = transcript.exchanges
    assert (kept.status, len(kept.retries)) == (200, 1)
    assert transcript.by_command[READS] == 3


@pytest.mark.parametrize("trouble", [BUSY, UNAVAILABLE, answer(503, b"", "Retry-After: 3")])
def test_what_was_not_taken_is_sent_again_whatever_it_does(client_of, trouble):
    with scripted([FINE, trouble]) as target:
        assert asks(client_of(target), CHANGES).succeeded
    assert target.commands == [CHANGES, CHANGES]


@pytest.mark.parametrize("trouble", [reset, GATEWAY, answer(504)])
def test_what_may_have_been_carried_out_twice_disturbs_the_check(client_of, transcript, trouble):
    with scripted([FINE, trouble]) as target:
        client = client_of(target)
        with pytest.raises(Disturbed, match=CHANGES):
            asks(client, CHANGES)
    assert target.commands == [CHANGES, CHANGES]
    assert [exchange.status for exchange in transcript.exchanges] == [200]


@pytest.mark.parametrize("command", [READS, CHANGES])
def test_what_is_never_answered_while_others_are_breaks_the_contract(client_of, transcript, command):
    with scripted([FINE], then=with_credentials_only(reset)) as target:
        client = client_of(target)
        with pytest.raises(NoAnswer, match="no answer: the connection was "):
            asks(client, command)
        assert len(target.requests) == 4 + 1, "four attempts and a question whether the target is there"
        with pytest.raises(NoAnswer):
            asks(client, command)
        assert len(target.requests) == 4 + 1 + 1, "what is known is not tried so hard again"
    assert [exchange.status for exchange in transcript.exchanges] == [0, 0]


def test_silence_is_waited_for_twice_only(client_of):
    with scripted([FINE], then=with_credentials_only(silence)) as target:
        client = client_of(target, timeout=0.2)
        with pytest.raises(NoAnswer, match=r"no answer: nothing within 0\.2 s"):
            asks(client, READS)
    assert sum(b"APIKey=" in request for request in target.requests) == 2


@pytest.mark.parametrize("command", [READS, CHANGES])
@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_error_that_stays_is_the_targets_own(client_of, command, status):
    with scripted([FINE], then=with_credentials_only(answer(status))) as target:
        client = client_of(target)
        with pytest.raises(Grave, match=f"expected below 500, got {status}"):
            asks(client, command)


@pytest.mark.parametrize("error", [answer(500), answer(503, b'{"Success": false, "ErrorCode": 9}')])
def test_an_error_of_the_application_is_told_at_once(client_of, error):
    with scripted([FINE, error]) as target:
        client = client_of(target)
        with pytest.raises(Grave):
            asks(client, READS)
    assert len(target.requests) == 1


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("Retry-After: 7", [7]),
        ("Retry-After: 0.25", [0.25]),
        ("Retry-After: 0", [0]),
        ("Retry-After: Thu, 01 Jan 2037 00:00:30 GMT\r\nDate: Thu, 01 Jan 2037 00:00:10 GMT", [20]),
        ("Retry-After: Thu, 01 Jan 1998 00:00:30 GMT", [0]),
        ("Retry-After: soon", [0.5]),
        ("Retry-After: -3", [0.5]),
        ("Retry-After: nan", [0.5]),
        ("X-Nothing: 1", [0.5]),
    ],
)
def test_a_limit_is_waited_for_as_it_says(client_of, clock, header, wanted):
    with scripted([FINE, answer(429, b"slow down", header)]) as target:
        client = client_of(target)
        clock.slept.clear()
        assert asks(client, CHANGES).succeeded
    assert clock.slept[: len(wanted)] == wanted


def test_a_wait_is_said_while_it_lasts_and_not_too_often(client_of, said):
    busy = answer(429, b"", "Retry-After: 7")
    with scripted([FINE, busy, busy, busy, busy]) as target:
        asks(client_of(target), READS)
    assert said == ["HTTP 429: waiting 7 s, as the target asks (Retry-After)"] * 2


def test_waits_grow_where_the_target_does_not_say_how_long(client_of, clock):
    with scripted([FINE, *[BUSY] * 8]) as target:
        client = client_of(target)
        assert asks(client, CHANGES).succeeded
    waits = [seconds for seconds in clock.slept if seconds >= 0.5]
    assert waits[:7] == [0.5, 1, 2, 4, 8, 16, 32]
    assert max(waits) <= 60


def test_a_limit_that_asks_for_an_hour_leaves_the_check_unheard(client_of, clock):
    hour = answer(429, b"", "Retry-After: 3600")
    with scripted([FINE], then=with_credentials_only(hour)) as target:
        client = client_of(target)
        with pytest.raises(Unheard, match=r"asks to wait 3600 s \(Retry-After\); --retry-after-limit allows 60 s"):
            asks(client, CHANGES)
    assert max(clock.slept, default=0) < 60


def test_the_operator_may_allow_the_hour(client_of, clock):
    with scripted([FINE, answer(429, b"", "Retry-After: 3600")]) as target:
        assert asks(client_of(target, retry_after_limit=4000), READS).succeeded
    assert 3600 in clock.slept


def test_a_target_that_has_everybody_wait_an_hour_is_given_up(client_of):
    with scripted([FINE], then=answer(429, b"", "Retry-After: 3600")) as target:
        client = client_of(target)
        with pytest.raises(TargetGone, match="asks to wait 3600 s"):
            asks(client, READS)


@pytest.mark.parametrize("trouble", [reset, GATEWAY])
def test_a_target_that_answers_nothing_any_more_is_gone(client_of, transcript, trouble):
    with scripted([FINE], then=trouble) as target:
        client = client_of(target)
        with pytest.raises(TargetGone, match=r"the target stopped answering at \d\d:\d\d:\d\d: "):
            asks(client, READS)
        sent = len(target.requests)
        with pytest.raises(TargetGone):
            asks(client.fork(), CHANGES)
        assert len(target.requests) == sent, "nobody is asked any more"
        assert not client.is_answered()
    assert transcript.exchanges[0].status in (0, 502)


def test_a_target_that_went_away_is_gone_within_seconds(client_of, clock):
    with scripted([]) as target:
        client = client_of(target)
    with pytest.raises(TargetGone, match="the connection was refused"):
        asks(client, CHANGES)
    assert sum(clock.slept) < 5


def test_a_target_that_wants_to_be_asked_later_is_answered(client_of):
    with scripted([FINE, BUSY, BUSY]) as target:
        assert client_of(target).is_answered()


def test_a_target_that_is_back_is_answered_again(client_of):
    with scripted([FINE, *[reset] * 6]) as target:
        client = client_of(target)
        with pytest.raises(TargetGone):
            asks(client, READS)
        assert client.is_answered()
        assert asks(client, READS).succeeded


def test_at_the_first_contact_nobody_is_waited_for(client_of, clock):
    with scripted([]) as target:
        pass
    with pytest.raises(TargetGone, match="the connection was refused"):
        asks(client_of(target, stranger=True), READS)
    assert clock.slept == []


def test_a_connection_lost_at_the_first_contact_is_tried_again(client_of):
    with scripted([reset]) as target:
        assert asks(client_of(target, stranger=True), READS).succeeded


def test_a_disturbed_check_begins_anew():
    told = []

    def check():
        told.append("check")
        if told.count("check") < 3:
            raise Disturbed("lost")

    undisturbed(check, lambda: told.append("forget"))
    assert told == ["check", "forget", "check", "forget", "check"]


def test_what_checks_share_begins_anew_with_a_clean_transcript():
    told = []

    def make(world):
        told.append("make")
        if told.count("make") < 2:
            raise Disturbed("lost")
        return f"made in {world.name}"

    transcript = SimpleNamespace(start_check=lambda: told.append("forget"))
    world = SimpleNamespace(name="a world", client=SimpleNamespace(transcript=transcript))
    assert made_anew(make)(world) == "made in a world"
    assert told == ["make", "forget", "make"]


def test_a_check_that_is_always_disturbed_is_unheard():
    forgotten = []

    def check():
        raise Disturbed("Campaign.Create: the connection was reset")

    with pytest.raises(Unheard, match=re.escape("the connection failed: Campaign.Create: the connection was reset")):
        undisturbed(check, lambda: forgotten.append(1))
    assert len(forgotten) == ATTEMPTS - 1


def test_a_limit_slows_the_run_down_and_time_makes_it_bolder(client_of, clock):
    with scripted([*[FINE] * 20, BUSY]) as target:
        client = client_of(target)
        for _ in range(19):
            asks(client, READS)
        assert client.pace.pause == 0
        asks(client, READS)
        slowest = client.pace.pause
        assert 1 / 22 < slowest < 1 / 15, "about the twenty requests that went in a second"
        for _ in range(5):
            asks(client, READS)
        assert client.pace.pause < slowest
        assert clock.slept[-1] == pytest.approx(client.pace.pause, rel=0.01)
