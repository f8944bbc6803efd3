"""Each check that looks for what nobody listed finds it in a server that is wrong where no listed check looks."""

from __future__ import annotations

import re
import select
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import requests

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.verdict import Result
from campaign_contract.mockserver.store import Selection
from campaign_contract.tools.proof.trial.blueprint import Alteration, action_altered, layer_added, reference
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Next, on
from campaign_contract.tools.proof.variants.runner import combination
from campaign_contract.tools.runs.local_target import reference_settings
from campaign_contract.tools.tests.exploring import explored, explored_at

SEARCHES = ("test_machine", "test_properties", "test_fuzz", "test_http")


def wrong(command, carry_out) -> Alteration:
    """The command is carried out by `carry_out(situation, usual)`."""
    return action_altered(command, lambda usual: partial(carry_out, usual=usual))


def layer(carry_out, command: str | None = None) -> Alteration:
    """Requests go through `carry_out(request, pass_on)`."""
    return layer_added(on(command, carry_out) if command else carry_out)


def change(situation, **values) -> None:
    situation.store.change(situation.campaign["CampaignID"], values)


# What only a sequence of commands shows


def cancel_cancels_everything_that_is_being_sent(situation, usual):
    for row in situation.store.campaigns(situation.owner, Selection(selects={"CampaignStatus": ("Sending",)})):
        situation.store.change(row["CampaignID"], {"CampaignStatus": "Ready"})
    return usual(situation)


def update_of_the_name_alone_makes_it_a_draft(situation, usual):
    answer = usual(situation)
    if "CampaignStatus" not in situation.parameters:
        change(situation, CampaignStatus="Draft")
    return answer


def approve_has_no_effect_on_what_is_being_sent(situation, usual):
    return {} if situation.campaign["CampaignStatus"] == "Sending" else usual(situation)


SEQUENCES: Mapping[str, Alteration] = {
    "cancel takes others along": wrong("Campaign.Cancel", cancel_cancels_everything_that_is_being_sent),
    "update resets the status": wrong("Campaign.Update", update_of_the_name_alone_makes_it_a_draft),
    "approve skips Sending": wrong("Campaign.Approve", approve_has_no_effect_on_what_is_being_sent),
}


SEEDS = 10
"""One of so many default searches finds each of the above (what a seed tries depends on the version of Hypothesis)."""


def found(alteration: Alteration, module: str = "test_machine", start: str = "Api/model") -> Result | None:
    """The failure of the first seed that leads to one."""
    results = (result for seed in range(SEEDS) for result in explored(module, start, alteration, seed=seed))
    return next((result for result in results if result.outcome is Outcome.FAIL), None)


@pytest.mark.parametrize("name", SEQUENCES)
def test_the_machine_finds_what_only_a_sequence_shows(name):
    assert found(SEQUENCES[name])


def test_the_failing_walk_is_short_and_told_from_its_beginning():
    result = found(SEQUENCES["cancel takes others along"])
    assert result
    commands = [step.command for step in result.exchanges]
    assert commands[0] == "Campaign.Create"
    assert commands.count("Campaign.Cancel") == 1
    assert len(commands) <= 16
    assert re.search("expected Sending, .*got Ready", result.message)


def test_the_same_seed_takes_the_same_walk_and_another_seed_another():
    def walked(seed: int) -> list[str]:
        return [step.command for result in explored("test_machine", seed=seed) for step in result.exchanges]

    assert walked(1) == walked(1)
    assert walked(1) != walked(2)


# What only a mixture of parameters shows


def refuses_two_good_values(request: Incoming, pass_on: Next) -> Answer:
    together = request.value("ScheduleRecMonths") and request.value("SendDate")
    return Answer(200, {"Success": False, "ErrorCode": 9}) if together else pass_on(request)


def overlooks_a_fault(request: Incoming, pass_on: Next) -> Answer:
    if request.value("ScheduleType") == "No Such Value" and request.value("SendDate"):
        return pass_on(request.having(scheduletype=None))
    return pass_on(request)


def orders_within_the_page_only(situation, usual):
    if situation.parameters.get("OrderType") != "DESC":
        return usual(situation)
    answer = usual(replace(situation, parameters={**situation.parameters, "OrderType": "ASC"}))
    return {**answer, "Campaigns": answer["Campaigns"][::-1]}


def collapses_spaces(situation, usual):
    name = re.sub(" +", " ", situation.parameters["CampaignName"])
    return usual(replace(situation, parameters={**situation.parameters, "CampaignName": name}))


MIXTURES = {
    "good values refused": ("Campaign.Update/any-mixture", layer(refuses_two_good_values, "Campaign.Update")),
    "fault overlooked": ("Campaign.Update/any-mixture", layer(overlooks_a_fault, "Campaign.Update")),
    "order of the page": ("Campaigns.Get/filters-agree", wrong("Campaigns.Get", orders_within_the_page_only)),
    "spaces collapsed": ("Campaign.Create/name-kept/any-text", wrong("Campaign.Create", collapses_spaces)),
}  # fmt: skip


@pytest.mark.parametrize("name", MIXTURES)
def test_a_property_finds_what_only_a_mixture_shows(name):
    check, alteration = MIXTURES[name]
    assert found(alteration, "test_properties", check)


# What only an odd request shows


def breaks_on_control_characters(request: Incoming, pass_on: Next) -> Answer:
    broken = any(isinstance(value, str) and not value.isprintable() for value in request.parameters.values())
    return Answer(500, {"Success": False, "ErrorCode": 1}) if broken else pass_on(request)


def answers_a_list_to_what_is_no_text(request: Incoming, pass_on: Next) -> Answer:
    odd = any(not isinstance(value, str) for value in request.parameters.values())
    return Answer(400, ["no"]) if odd else pass_on(request)


def refuses_a_flag(request: Incoming, pass_on: Next) -> Answer:
    sent = "retrievestatistics" in request.parameters
    return Answer(200, {"Success": False, "ErrorCode": 4}) if sent else pass_on(request)


ODD = {
    "5xx": ("Campaign.Create/documented-codes/form", layer(breaks_on_control_characters)),
    "list that fails": ("Campaigns.Get/documented-codes/form", layer(refuses_a_flag, "Campaigns.Get")),
    "no envelope": ("Campaign.Update/documented-codes/json", layer(answers_a_list_to_what_is_no_text)),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_generated_requests_find_what_only_an_odd_one_shows(name):
    check, alteration = ODD[name]
    assert found(alteration, "test_fuzz", check)


# What has to stay quiet


@pytest.mark.parametrize("module", SEARCHES)
def test_the_reference_server_passes(module):
    results = explored(module)
    assert results
    assert {result.check.id: result.message for result in results if result.outcome is not Outcome.PASS} == {}


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("module", SEARCHES[:3])
def test_admissible_servers_pass(module, number):
    results = explored(module, alteration=combination(number).alteration)
    assert {result.check.id: result.message for result in results if result.outcome is Outcome.FAIL} == {}


@pytest.mark.parametrize("module", SEARCHES[:3])
def test_without_leave_nothing_that_could_send_is_sent(module):
    sent: list[Incoming] = []

    def note(request: Incoming, pass_on: Next) -> Answer:
        sent.append(request)
        return pass_on(request)

    results = explored(module, alteration=layer(note), allow_sending=False)
    others = [result for result in results if result.outcome is not Outcome.PASS]
    assert {result.outcome for result in others} <= {Outcome.NOT_ARRANGED}
    assert {result.check.command for result in others} <= {"Campaign.Cancel"}  # asked of what is being sent only
    assert [request.parameters for request in sent if request.value("ScheduleType") not in ("", "Not Scheduled")] == []
    assert [request.parameters for request in sent if request.value("CampaignStatus") in ("Ready", "Sending")
            and request.command != "Campaigns.Get"] == []  # fmt: skip
    released = {
        request.value("CampaignID") for request in sent if request.command in ("Campaign.Approve", "Campaign.Resume")
    }
    assert released <= {"2147483601", "", "1"}


@pytest.mark.parametrize("module", SEARCHES)
def test_what_was_there_before_stays_as_it_was_and_nothing_is_left(module):
    with reference().running() as url:
        before = everything(url)
        explored_at(url, module)
        assert everything(url) == before


def everything(url: str) -> list[Any]:
    """All campaigns of both users."""
    known = reference_settings(url)
    keys = (known.api_key, known.stranger_api_key)
    answers = [requests.post(f"{url}/api.php", {"Command": "Campaigns.Get", "APIKey": key}, timeout=5) for key in keys]
    return [answer.json()["Campaigns"] for answer in answers]


# What only broken framing shows

Misbehaviour = Callable[[socket.socket], object]
FAULTS: Mapping[str, tuple[str, bytes]] = {
    "5xx for chunks": ("framing/chunked", b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"),
    "5xx for a broken length": ("framing/length-text", b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"),
    "5xx for a cut-off body": ("framing/length-too-long", b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"),
    "no second answer": ("connection/next-after-an-error", b""),
}
TRIGGERS = {
    "framing/chunked": b"Transfer-Encoding: chunked",
    "framing/length-text": b"Content-Length: many",
    "framing/length-too-long": b"Content-Length: 5000",
    "connection/next-after-an-error": b"campaignid=1",
}


@pytest.mark.parametrize("name", FAULTS)
def test_raw_requests_find_a_gateway_that_breaks_on_them(name):
    check, answer = FAULTS[name]
    (result,) = gated(check, TRIGGERS[check], lambda connection: connection.sendall(answer))
    assert result.outcome is Outcome.FAIL
    assert "the next request:" in result.message or "HTTP status:" in result.message


def test_raw_requests_find_a_gateway_that_hangs():
    (result,) = gated(
        "framing/chunked", TRIGGERS["framing/chunked"], lambda connection: connection.recv(1), timeout=0.5
    )
    assert result.outcome is Outcome.FAIL
    assert "nothing within" in result.message


def gated(check: str, trigger: bytes, misbehave: Misbehaviour, **settings: Any) -> tuple[Result, ...]:
    """The results of a raw check on the reference server behind a gateway that misbehaves on one kind of request."""
    with reference().running() as upstream:
        port = int(upstream.rpartition(":")[2])

        class Gateway(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with socket.create_connection(("127.0.0.1", port)) as server:
                    relay(self.request, server, trigger, misbehave)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        with Server(("127.0.0.1", 0), Gateway) as gateway:
            threading.Thread(target=gateway.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            try:
                return explored_at(
                    f"http://127.0.0.1:{gateway.server_address[1]}",
                    "test_http",
                    f"Http/{check}]",
                    **settings,
                )
            finally:
                gateway.shutdown()


def relay(client: socket.socket, server: socket.socket, trigger: bytes, misbehave: Misbehaviour) -> None:
    """Pass bytes on in both directions until either side ends, or the trigger comes by."""
    other = {client: server, server: client}
    while True:
        for ready in select.select([client, server], [], [])[0]:
            data = ready.recv(1 << 17)
            if ready is client and trigger in data:
                misbehave(client)
                return
            if not data:
                return
            other[ready].sendall(data)
