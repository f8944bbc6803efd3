"""`compare`: what counts as a difference, and the command on two servers in this process."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from campaign_contract import spec
from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.verdict import Step
from campaign_contract.contract_tests.settings import as_environment
from campaign_contract.contract_tests.tests.results import result, run
from campaign_contract.tools.proof.trial.blueprint import command_altered, layer_added, reference
from campaign_contract.tools.proof.trial.wire import editing, on
from campaign_contract.tools.runs.compare import DIFFERENT, SAME, Side, as_json, as_markdown, compare_targets
from campaign_contract.tools.runs.comparison import ABSENT, compare
from campaign_contract.tools.runs.local_target import reference_settings
from campaign_contract.tools.runs.verify import USAGE

API = reference().spec
CHECK = "Campaign.Pause/not-sending/from-Draft"
SELECTED = ["-k", "Campaign.Pause/success or Campaign.Pause/not-sending"]


def step(answer: Any = None, status: int = 200, command: str = "Campaign.Pause", **parts: Any) -> Step:
    text = json.dumps({"Success": True, "ErrorCode": 0} if answer is None else answer)
    return Step("curl …", status, text, 3, **{"command": command, "content_type": "application/json", **parts})


def differences(a, b) -> list[tuple[str, ...]]:
    """What differs between two ends of the same check, or between the answers to one request of it."""
    ends = [end if not isinstance(end, Step) else result(id=CHECK, exchanges=(end,)) for end in (a, b)]
    return [(d.subject, d.what, d.a, d.b) for d in compare(run(ends[0]), run(ends[1])).differences]


def test_the_same_answers_are_no_difference():
    assert differences(step(), replace(step(), milliseconds=900)) == []


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        (step(), step(status=403), ("HTTP status", "200", "403")),
        (step(), step(content_type="text/html; charset=utf-8"), ("Content-Type", "application/json", "text/html")),
        (step({"ErrorCode": 3}), step({"ErrorCode": 4}), ("ErrorCode", "3", "4")),
        (step({"ErrorCode": 3}), step({"ErrorCode": [3]}), ("type of ErrorCode", "number", "list")),
        (step({"ErrorCode": [3]}), step({"ErrorCode": {"id": 3}}), ("type of ErrorCode", "list", "object")),
        (step({"CampaignID": 5}), step({"CampaignID": "6"}), ("type of CampaignID", "number", "text")),
        (step({"x": None}), step({"x": False}), ("type of x", "null", "boolean")),
        (step({"C": {"Name": "a"}}), step({"C": {}}), ("key C.Name", "text", ABSENT)),
        (step({}), step({"ErrorText": []}), ("key ErrorText", ABSENT, "list")),
        (step({"C": [{"id": "1"}]}), step({"C": [{"id": 1}, {"id": 2}]}), ("type of C[].id", "text", "number")),
        (step({}), step([]), ("type of the answer", "object", "list")),
    ],
)
def test_an_answer_differs_in_status_type_keys_and_code(a, b, found):
    assert ("Campaign.Pause", *found) in differences(a, b)
    assert len(differences(a, b)) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"CampaignID": 5}, {"CampaignID": 6}),
        ({"ErrorText": "one"}, {"ErrorText": "two"}),
        ({"C": [{"id": 1}]}, {"C": []}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": 1}, {"a": 1.5}),
        ({"ErrorCode": "3"}, {"ErrorCode": "3"}),
    ],
)
def test_values_order_and_emptiness_are_no_difference(a, b):
    assert differences(step(a), step(b)) == []


def test_of_a_success_and_a_failure_the_keys_are_not_compared():
    found = differences(
        step({"Success": True, "ErrorCode": 0, "CampaignID": 1}), step({"Success": False, "ErrorCode": 2})
    )
    assert [what for _, what, *_ in found] == ["Success", "ErrorCode"]


def test_of_an_answer_that_was_cut_only_the_outside_is_compared():
    cut = replace(step(status=500), answer='{"Success": tr', shortened="the first 14 of 90000 characters")
    assert [what for _, what, *_ in differences(cut, step(status=500))] == ["Success"]


def test_an_answer_that_is_no_json_is_a_difference():
    found = differences(replace(step(), answer="<html>"), step())
    assert [(what, a, b) for _, what, a, b in found] == [("Success", "None", "True"), ("ErrorCode", "none", "0")]


def test_checks_that_part_ways_are_compared_up_to_there():
    a = result(id=CHECK, exchanges=(step(status=201), step(command="Campaign.Get"), step(status=202)))
    b = result(id=CHECK, exchanges=(step(), step(command="Campaigns.Get"), step()))
    assert differences(a, b) == [("Campaign.Pause", "HTTP status", "201", "200")]


def test_outcomes_and_records_differ_by_check():
    passed, failed = result(Outcome.PASS, id=CHECK), result(Outcome.FAIL, id=CHECK, observed=("x",))
    assert differences(passed, failed) == [(CHECK, "outcome", "pass", "fail")]
    ready, sending = (result(id=CHECK, observed=(f"the status is {s}",)) for s in ("Ready", "Sending"))
    assert differences(ready, sending) == [(CHECK, "observed", "the status is Ready", "the status is Sending")]
    assert differences(ready, result(id=CHECK)) == [(CHECK, "observed", "the status is Ready", "nothing")]


@pytest.mark.parametrize("unseen", [Outcome.NOT_ARRANGED, Outcome.NOT_OBSERVABLE])
def test_what_only_one_target_shows_is_named_and_no_difference(unseen):
    comparison = compare(run(result(id=CHECK)), run(result(unseen, id=CHECK, message="no tag")))
    assert (comparison.differences, comparison.not_compared) == ((), (CHECK,))


def test_equal_differences_are_put_together():
    a = [result(id=f"Campaign.Pause/x/{n}", exchanges=(step(), step())) for n in range(3)]
    b = [result(id=f"Campaign.Pause/x/{n}", exchanges=(step(status=404), step(status=404))) for n in range(3)]

    (found,) = compare(run(*a), run(*b)).differences

    assert len(found.checks) == 6
    assert set(found.checks) == {"Campaign.Pause/x/0", "Campaign.Pause/x/1", "Campaign.Pause/x/2"}


def test_json_and_markdown_say_the_same():
    a = run(result(id=CHECK, exchanges=(step({"C|d": 1}),)), target="http://a.example.test/api.php")
    b = run(result(Outcome.FAIL, id=CHECK, exchanges=(step({"C|d": "1"}),)), target="http://b.example.test/api.php")
    comparison = compare(a, b)

    data = json.loads(as_json(comparison))
    assert data["a"] == {"target": "http://a.example.test/api.php", "verdict": "CONFORMS", "requests": 7}
    assert data["b"]["verdict"] == "FAILS"
    assert [(d["subject"], d["what"], d["checks"]) for d in data["differences"]] == [
        (CHECK, "outcome", [CHECK]),
        ("Campaign.Pause", "type of C|d", [CHECK]),
    ]
    lines = as_markdown(comparison).splitlines()
    assert f"| {CHECK} |  | pass | fail | {CHECK} |" in lines
    assert f"| Campaign.Pause | type of C\\|d (1 times) | number | text | {CHECK} |" in lines


@pytest.fixture(autouse=True)
def quick_and_apart_from_the_environment(monkeypatch):
    monkeypatch.setattr(spec, "load", lambda *_: API)
    monkeypatch.setenv("COLUMNS", "200")
    for name in as_environment(reference_settings("")):
        monkeypatch.delenv(name, raising=False)


@contextmanager
def target(folder, alteration=lambda blueprint: blueprint):
    """A running server and the target file that an operator would write for it."""
    with alteration(reference()).running() as url:
        told = reference_settings(url)
        names = ("api_key", "session_id", "stranger_api_key", "email_id", "tag_id")
        file = folder / f"{url.rpartition(':')[2]}.toml"
        file.write_text("".join(f'{n.replace("_", "-")} = "{getattr(told, n)}"\n' for n in names), encoding="utf-8")
        yield url, file


def not_found(spec_command):
    return replace(spec_command, errors=tuple(replace(e, code=7) if e.code == 3 else e for e in spec_command.errors))


def test_two_servers_that_behave_alike_end_with_0(tmp_path, capsys):
    with target(tmp_path) as (a, file_a), target(tmp_path) as (b, file_b):
        assert compare_targets(Side(a, file_a), Side(b, file_b), selection=SELECTED) == SAME

    assert "SAME  no difference" in capsys.readouterr().out


def test_two_servers_that_differ_end_with_1_and_are_told_apart(tmp_path, capsys):
    texts = layer_added(on("Campaign.Pause", editing(lambda body: {**body, "ErrorCode": [body["ErrorCode"]]})))
    both = lambda blueprint: texts(command_altered("Campaign.Pause", not_found)(blueprint))  # noqa: E731
    with target(tmp_path) as (a, file_a), target(tmp_path, both) as (b, file_b):
        assert (
            compare_targets(Side(a, file_a), Side(b, file_b), selection=SELECTED, report_dir=tmp_path / "out")
            == DIFFERENT
        )

    found = json.loads((tmp_path / "out" / "comparison.json").read_text("utf-8"))["differences"]
    seen = {(d["subject"], d["what"], d["a"], d["b"]) for d in found}
    assert {
        (CHECK, "outcome", "pass", "fail"),
        ("Campaign.Pause", "ErrorCode", "3", "7"),
        ("Campaign.Pause", "type of ErrorCode", "number", "list"),
    } <= seen
    assert (tmp_path / "out" / "comparison.md").read_text("utf-8").startswith("# Two targets compared")
    out = capsys.readouterr().out
    assert f"A  {a}/api.php: PARTIAL" in out
    assert f"DIFFERENT  {len(found)} differences" in out


def test_without_a_second_url_the_reference_server_is_the_other_target(tmp_path):
    with target(tmp_path) as (url, file):
        assert compare_targets(Side(url, file), selection=SELECTED) == SAME


def test_nobodys_credentials_reach_the_other_target(tmp_path, monkeypatch, capsys):
    """What the environment says is of A alone, although it would fit B."""
    monkeypatch.setenv("CAMPAIGN_CONTRACT_API_KEY", reference_settings("").api_key or "")
    with target(tmp_path) as (a, _), target(tmp_path) as (b, _):
        assert compare_targets(Side(a), Side(b), selection=SELECTED) == USAGE

    assert capsys.readouterr().err == f"no credentials of the owner of {b}/api.php; give --api-key or --session-id\n"


def test_nothing_could_send_unless_both_targets_allow_it(tmp_path):
    sent = []

    def spy(incoming, serve):
        sent.append(incoming)
        return serve(incoming)

    with target(tmp_path) as (a, file_a), target(tmp_path, layer_added(spy)) as (b, file_b):
        file_a.write_text(file_a.read_text("utf-8") + "allow-sending = false\n", encoding="utf-8")
        assert compare_targets(Side(a, file_a), Side(b, file_b), selection=["-k", "Campaign.Resume/success"]) == SAME

    assert [request for request in sent if request.value("CampaignStatus") in ("Sending", "Ready")] == []


@pytest.mark.parametrize(
    ("url", "selection", "status", "complaint"),
    [
        ("http://127.0.0.1:9", SELECTED, 4, "http://127.0.0.1:9/api.php cannot be reached"),
        ("ftp://x", SELECTED, USAGE, "'ftp://x' is not a URL of an API"),
        (None, ["-k", "nothing_like_it"], USAGE, "no check matches; `campaign-contract list` shows the addresses"),
    ],
)
def test_wrong_usage_and_silence_are_one_line(tmp_path, capsys, url, selection, status, complaint):
    with target(tmp_path) as (a, file):
        assert compare_targets(Side(a, file), Side(url or a, file), selection=selection) == status

    err = capsys.readouterr().err
    assert complaint in err
    assert "Traceback" not in err


def test_a_report_folder_that_cannot_be_made_is_refused_before_anybody_is_asked(tmp_path, capsys):
    (tmp_path / "file").touch()
    asked = []

    def spy(incoming, serve):
        asked.append(incoming)
        return serve(incoming)

    with target(tmp_path, layer_added(spy)) as (a, file):
        side = Side(a, file)
        assert compare_targets(side, side, selection=SELECTED, report_dir=tmp_path / "file" / "out") == USAGE
    assert (asked, "cannot be written to; choose another folder" in capsys.readouterr().err) == ([], True)
