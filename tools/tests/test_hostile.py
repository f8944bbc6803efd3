"""Hostile requests, in small; that a wrong answer is seen; and what was once found."""

from __future__ import annotations

from itertools import islice

import pytest
from click.testing import CliRunner

from campaign_contract import spec
from campaign_contract.tools.cli import main
from campaign_contract.tools.proof.hostile import trial
from campaign_contract.tools.proof.hostile.generator import Generator
from campaign_contract.tools.proof.hostile.request import Hostile

SPEC = spec.load()
GOOD = b'{"Success": false, "ErrorCode": 1}'


def generated(count, seed=0):
    return list(islice(Generator(SPEC, "key", seed), count))


def test_no_hostile_request_is_answered_wrongly():
    ended = CliRunner().invoke(main, ["hostile", "--requests", "3000"])
    assert ended.exit_code == 0, ended.output
    assert ended.output.startswith("3000 hostile requests in ")


def test_what_was_once_found_is_answered_rightly():
    assert list(trial.judged(trial.corpus())) == []


def test_the_same_seed_makes_the_same_requests():
    assert generated(300) == generated(300) != generated(300, seed=1)


def test_requests_reach_every_command_in_every_form():
    bodies = [(request.content_type, request.body) for request in generated(3_000)]
    for command in (*SPEC.commands, *SPEC.supporting):
        assert any(command.name.encode() in body for _, body in bodies), command.name
    assert {"application/x-www-form-urlencoded", "application/json", ""} <= {kind for kind, _ in bodies}


def test_a_request_survives_being_written_down():
    for request in generated(300):
        assert Hostile.of_line(request.line()) == request


def fails(_environ, _start_response):
    raise ValueError("broken")


def answers(status, body):
    def app(_environ, start_response):
        start_response(status, [])
        return [body]

    return app


@pytest.mark.parametrize(
    ("app", "how"),
    [
        (fails, "raised ValueError('broken')"),
        (answers("500 INTERNAL SERVER ERROR", GOOD), "answered 500"),
        (answers("200 OK", b"Traceback"), "answered no JSON"),
        (answers("200 OK", b"[]"), "answered no envelope"),
        (answers("200 OK", b'{"Success": 1}'), "answered no envelope"),
        (answers("400 BAD REQUEST", GOOD), None),
    ],
)
def test_a_wrong_answer_is_found_and_kept(monkeypatch, tmp_path, app, how):
    monkeypatch.setattr(trial, "create_app", lambda *_: app)
    monkeypatch.setattr(trial, "Generator", lambda *_: iter([Hostile("POST", "/api.php", "", "", "1", b"\xff")]))
    kept = tmp_path / "kept.jsonl"
    ended = CliRunner().invoke(main, ["hostile", "--requests", "1", "--keep", str(kept)])
    assert ended.exit_code == (1 if how else 0)
    assert (how or "0 answered wrongly") in ended.output
    assert kept.exists() is bool(how)
    if how:
        assert Hostile.of_line(kept.read_text()).body == b"\xff"


def test_a_folder_to_keep_them_in_is_refused_before_anything_is_sent(tmp_path):
    ended = CliRunner().invoke(main, ["hostile", "--keep", str(tmp_path)])
    assert ended.exit_code == 2
    assert "is a directory" in ended.output
