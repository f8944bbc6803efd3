import json
from dataclasses import replace
from io import StringIO

import pytest
from click.testing import CliRunner
from rich.console import Console

from campaign_contract.contract_tests.api.origins import ORIGINS
from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.checks import Check
from campaign_contract.spec import Kind, Level
from campaign_contract.spec.wording import statements
from campaign_contract.tools.cli import main
from campaign_contract.tools.proof.mutants import matrix, runner
from campaign_contract.tools.proof.mutants.answer_mutants import keys
from campaign_contract.tools.proof.mutants.catalogue import EXCEPTIONS, catalogue
from campaign_contract.tools.proof.mutants.mutant import Mutant, holds
from campaign_contract.tools.proof.mutants.runner import Fate, Matrix, Verdict, assess, near
from campaign_contract.tools.proof.trial.blueprint import reference, together
from campaign_contract.tools.proof.trial.picking import NoMatch, part_of
from campaign_contract.tools.proof.trial.suite import SuiteBroken, Trial, checks, exploring_checks

COUNT_OF_HANDLERS = 60


def check(id="Campaign.Pause/json", statement="Api/json"):
    return Check(id, id.partition("/")[0], Level.MUST, "rule", "section", statement)


def verdict(id="spec/a", caught=("c",), also_red=(), erred=(), exception=None):
    return Verdict(id, "What.", ("s",), caught, also_red, erred, 1, 0.1, exception)


@pytest.mark.parametrize(
    ("address", "held"),
    [
        ("Api/json", True),
        ("Campaign.Pause/json", True),
        ("Campaign.Pause/js", False),
        ("Campaign.Resume/json", False),
    ],
)
def test_an_address_holds_for_a_statement_or_one_command_s_share(address, held):
    assert holds(check(), address) is held


def test_an_address_holds_for_the_variants_below_it():
    assert holds(check("Campaign.Get/success/all", "Campaign.Get/success"), "Campaign.Get/success/all")
    assert not holds(check("Campaign.Get/success/all", "Campaign.Get/success"), "Campaign.Get/success/one")


def test_a_mutant_of_a_command_s_own_rule_is_tried_with_all_its_checks():
    mutant = Mutant("m", "", ("Campaign.Pause/success",), together())
    assert mutant.is_near(check("Campaign.Pause/json"))
    assert not mutant.is_near(check("Campaign.Resume/json"))


@pytest.mark.parametrize("address", ["Api/json", "Campaign.Pause/json/x"])
def test_other_mutants_are_tried_with_the_checks_that_they_concern(address):
    assert not Mutant("m", "", (address,), together()).is_near(check("Campaign.Pause/form", "Api/form"))


def test_every_cause_error_guard_effect_and_shape_has_its_mutants():
    ids = set(catalogue())
    spec = reference().spec
    for command in spec.commands:
        at = f"spec/{command.name}"
        for error in command.errors:
            assert f"{at}/{error.id}/renumbered" in ids
            for index, cause in enumerate(error.when):
                assert f"{at}/{error.id}/cause-{index}-dropped" in ids
                assert (f"{at}/{error.id}/cause-{index}-guard-dropped" in ids) is (cause.given is not None)
        shapes = [id for id in ids if id.startswith(f"{at}/failure-")]
        assert len(shapes) == (3 if command.examples.failure else 0)
        assert (f"{at}/sets-nothing" in ids) is (command.success.sets is not None)
        for parameter in command.parameters:
            assert (f"{at}/{parameter.name}/demanded" in ids) is not parameter.required


def test_every_status_condition_is_changed_both_ways():
    ids = {id for id in catalogue() if id.startswith("spec/Campaign.Pause/not-sending/")}
    assert {id.rpartition("/")[2] for id in ids} == {
        "renumbered", "dropped", "cause-0-dropped", "cause-1-dropped",
        "not-from-Draft", "not-from-Paused", "not-from-Sent", "also-from-Sending",
    }  # fmt: skip


def test_every_key_of_every_success_is_left_out_or_retyped():
    for command in reference().spec.commands:
        for schema in (command.success.schema, command.success.shown):
            for key in keys(schema):
                at = f"answer/{command.name}/{'.'.join(key.path)}/"
                found = any(id.startswith(at) for id in catalogue())
                assert found or not (key.required or {"type", "const"} & key.schema.keys())


def test_there_are_enough_wrong_handlers_written_by_hand():
    alone = [id for id in catalogue() if id.startswith("handler/") and id.count("/") == 1]
    assert len(alone) >= COUNT_OF_HANDLERS


def test_every_command_that_takes_a_campaign_fails_those_of_each_origin():
    ids = set(catalogue())
    kinds = {Kind.CAMPAIGN, Kind.CAMPAIGNS}
    taking = [command for command in reference().spec.commands if kinds & {item.kind for item in command.parameters}]
    for command in taking:
        for name in ORIGINS.keys() - ({"created"} if command.subject is None else set()):
            assert f"handler/{command.name}/refuses-{name}" in ids


def test_every_mutant_says_what_is_wrong_in_a_sentence():
    assert [mutant.id for mutant in catalogue().values() if not mutant.what.endswith(".")] == []


def test_every_address_that_is_broken_has_a_check():
    found = checks()
    broken = {address for mutant in catalogue().values() for address in mutant.breaks}
    assert [address for address in sorted(broken) if not any(holds(check, address) for check in found)] == []


def test_every_statement_that_trials_check_is_broken_by_some_mutant():
    tried = {check.statement for check in checks()}
    concerned = {check.statement for check in checks() for m in catalogue().values() if m.concerns(check)}
    wanted = {statement.address for statement in statements(reference().spec)} & tried
    assert wanted - concerned == set()


def test_explorations_are_tried_on_mutants_of_their_own_only():
    ids = {check.id for check in exploring_checks()}
    walks = {id for id in ids if id.startswith("Api/model/walks")}
    assert walks == near(catalogue()["handler/the-last-deleted-stays-listed"])
    assert all(near(mutant) <= ids if mutant.explored else not near(mutant) & ids for mutant in catalogue().values())


def test_every_exploration_is_broken_by_some_mutant():
    broken = {check for mutant in catalogue().values() if mutant.explored for check in near(mutant)}
    assert broken == {check.id for check in exploring_checks()}


def test_every_exception_names_a_mutant_and_a_reason():
    assert set(EXCEPTIONS) <= set(catalogue())
    assert all(reason.endswith(".") for reason in EXCEPTIONS.values())


def test_a_mutant_is_killed_by_a_check_of_the_rule_that_it_breaks():
    found = assess(catalogue()["spec/Campaign.Pause/missing-id/renumbered"])
    assert found.fate is Fate.KILLED
    assert "Campaign.Pause/missing-id/left-out" in found.caught
    assert set(found.also_red) == {"Campaign.Pause/shown-failure"}


@pytest.mark.parametrize(
    "id",
    ["spec/Campaign.Pause/missing-id/renumbered", "answer/Campaigns.Get/Campaigns.[].CampaignID/retyped-from-shown"],
)
def test_a_mutant_that_need_only_be_caught_is_run_until_it_is(id):
    found = assess(catalogue()[id], stops=True)
    assert found.fate is Fate.KILLED
    assert (len(found.caught), found.also_red) == (1, ())
    assert found.ran <= len(near(catalogue()[id], only_broken=True)) < len(near(catalogue()[id]))


def test_a_correct_server_survives_what_stops_at_a_catch():
    mutant = Mutant("m", "", ("Campaign.Pause/success",), together())
    found = assess(mutant, stops=True)
    assert (found.fate, found.ran) == (Fate.SURVIVED, len(near(mutant, only_broken=True)))


def test_a_red_check_of_another_rule_kills_nobody():
    wrong = catalogue()["spec/Campaign.Pause/missing-id/renumbered"]
    found = assess(replace(wrong, breaks=("Campaign.Pause/status-after",)))
    assert (found.fate, found.caught) == (Fate.SURVIVED, ())
    assert "Campaign.Pause/missing-id/left-out" in found.also_red


def test_a_correct_server_survives():
    assert assess(Mutant("m", "", ("Campaign.Pause/success",), together())).fate is Fate.SURVIVED


@pytest.mark.parametrize(
    ("id", "killer"),
    [
        ("answer/Campaign.Create/CampaignID/left-out", "Campaign.Create/success"),
        ("handler/copy-answers-the-source", "Campaign.Copy/new-id"),
        ("handler/parallel-creates-are-one", "Campaign.Create/parallel-ids"),
        ("handler/Campaign.Cancel/without-ownership", "Campaign.Cancel/isolation"),
        ("handler/Campaign.Cancel/fails-without-credential", "Campaign.Cancel/credentials-required/none"),
        ("handler/Campaign.Pause/refuses-copied", "Api/provenance/copied"),
        ("handler/Campaign.Resume/refuses-of-the-second-user", "Api/provenance/of-the-second-user"),
        ("handler/Campaign.Resume/forgets-created", "Api/provenance/created"),
        ("handler/Campaign.Update/opens-copied", "Api/isolation/copied"),
        ("handler/credentials-in-any-case", "Api/credentials-required/other-case"),
        ("handler/sessions-last-for-ever", "Api/credentials-required/expired"),
        ("handler/refusal-shows-the-campaign", "Api/credentials-required/one-longer"),
        ("handler/Campaign.Pause/reads-id-letters-behind", "Api/refuses-malformed-id/letters-behind"),
        ("handler/Campaigns.Delete/reads-id-plus-2-to-the-32", "Api/refuses-malformed-id/plus-2-to-the-32"),
        ("handler/copy-answers-the-newest-id", "Campaign.Copy/parallel-ids"),
        ("handler/Campaign.Update/breaks-on-SendDate-as-list", "Campaign.Update/survives/parameters-of-another-shape"),
        ("handler/Campaign.Get/takes-any-retrievetags", "Campaign.Get/tags-on-request/form-false"),
        ("handler/Campaigns.Delete/meddles-with-foreign", "Api/independence/of-Campaigns.Delete"),
        ("handler/credentials-by-prefix", "Campaign.Approve/credentials-required/truncated"),
        ("handler/breaks-on-json-array", "Api/survives/json-array"),
        ("spec/credentials/SessionID-dropped", "Campaign.Approve/either-credential/SessionID"),
    ],
)
def test_mutants_of_each_kind_are_caught_where_they_are_wrong(id, killer):
    assert killer in assess(catalogue()[id]).caught


@pytest.mark.parametrize(
    ("found", "fate"),
    [
        (verdict(), Fate.KILLED),
        (verdict(caught=(), also_red=("x",)), Fate.SURVIVED),
        (verdict(caught=(), exception="Why."), Fate.EXCEPTED),
        (verdict(exception="Why."), Fate.STALE),
    ],
)
def test_the_fate_follows_from_what_was_caught_and_what_was_expected(found, fate):
    assert found.fate is fate
    assert Matrix((found,), ()).complete is (fate in (Fate.KILLED, Fate.EXCEPTED))


def test_a_check_that_breaks_itself_spoils_the_matrix():
    assert not Matrix((verdict(erred=("c",)),), ()).complete


def test_a_red_check_on_the_reference_server_stops_everything(monkeypatch):
    red = Trial((), 0, 0.0)
    failing = type("Result", (), {"outcome": Outcome.FAIL, "check": check()})()
    monkeypatch.setattr(runner, "attempt", lambda *_: replace(red, results=(failing,)))
    with pytest.raises(SuiteBroken, match="does not pass 1 checks, the first Campaign"):
        runner.run("spec/Campaign.Pause/missing-id/renumbered", None, 1, Console())


def test_checks_that_stay_green_are_known_after_a_whole_run_only(monkeypatch):
    monkeypatch.setattr(runner, "_require_sound", lambda _: None)
    monkeypatch.setattr(runner, "checks", lambda: [check("A/b"), check("A/c"), check("A/d")])
    monkeypatch.setattr(runner, "in_parallel", lambda *_: iter([verdict(caught=("A/b",), also_red=("A/c",))]))
    assert runner.run(None, None, 1, Console()).never_red == ("A/d",)
    assert runner.run("spec", None, 1, Console()).never_red is None
    assert runner.run(None, None, 1, Console(), stops=True).never_red is None


def test_a_part_does_not_tell_which_checks_stay_green(monkeypatch):
    monkeypatch.setattr(runner, "_require_sound", lambda _: None)
    monkeypatch.setattr(runner, "in_parallel", lambda *_: iter([verdict()]))
    assert runner.run(None, "1/2", 1, Console()).never_red is None


def test_parts_hold_every_mutant_once_and_about_as_much_work():
    ids = list(catalogue())
    parts = [part_of(ids, f"{number}/5") for number in range(1, 6)]
    assert sorted(id for part in parts for id in part) == sorted(ids)
    work = [sum(len(near(catalogue()[id])) for id in part) for part in parts]
    assert max(work) <= 1.2 * min(work)


@pytest.mark.parametrize("part", ["0/2", "3/2", "2", "a/b", "1/0", ""])
def test_what_is_no_part_is_refused(part):
    result = CliRunner().invoke(main, ["mutants", "--part", part])
    assert result.exit_code == 2
    assert "write K/N with K from 1 to N" in result.output


def test_a_part_without_anything_is_refused():
    with pytest.raises(NoMatch, match="ask for fewer parts"):
        part_of(["a"], "2/2")


def test_the_matrix_is_written_as_json_and_markdown(tmp_path):
    found = Matrix((verdict(caught=tuple("abcdef")), verdict("spec/b", (), exception="Because.")), ("A/d",))
    matrix.write(found, tmp_path / "new" / "folder")
    data = json.loads((tmp_path / "new/folder/mutants.json").read_text())
    assert data["counts"] == {"killed": 1, "survived": 0, "excepted": 1, "stale exception": 0}
    assert data["mutants"][0]["caught"] == list("abcdef")
    assert data["never_red"] == ["A/d"]
    text = (tmp_path / "new/folder/mutants.md").read_text()
    assert "| `spec/a` | What. | killed | `a`, `b`, `c`, `d` and 2 more |" in text
    assert "| `spec/b` | What. | excepted | Because. |" in text
    assert "- `A/d`" in text


def shown(found):
    console = Console(width=200, record=True, file=StringIO())
    matrix.show(found, console)
    return console.export_text()


def test_the_terminal_names_survivors_and_checks_that_stayed_green():
    text = shown(
        Matrix((verdict(caught=()), verdict("spec/b", exception="Why."), verdict("x/c", erred=("E",))), ("A/d",))
    )
    assert "SURVIVED  spec/a: What. It breaks s." in text
    assert "STALE  spec/b: caught by c; delete the exception." in text
    assert "ERROR  E broke on x/c" in text
    assert "NEVER RED  A/d" in text
    assert "BLUNT  1 of 3 mutants killed" in text


def test_the_terminal_ends_with_sharp_when_all_were_killed():
    assert "SHARP  1 of 1 mutants killed; 0 excepted" in shown(Matrix((verdict(),), None))


def test_the_command_line_runs_mutants_on_processes_of_their_own(tmp_path):
    arguments = ["mutants", "handler/copy-answers-the-source", "-n", "1", "--report-dir", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, "SHARP  1 of 1" in result.output) == (0, True)
    assert (tmp_path / "mutants.json").exists()


def test_the_command_line_says_when_nothing_matches():
    result = CliRunner().invoke(main, ["mutants", "no such mutant"])
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "no id contains 'no such mutant'" in result.output


def test_the_command_line_says_when_the_report_cannot_be_written(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "campaign_contract.tools.proof.mutants.command.run", lambda *_, **__: Matrix((verdict(),), None)
    )
    (tmp_path / "file").touch()
    result = CliRunner().invoke(main, ["mutants", "--report-dir", str(tmp_path / "file")])
    assert (result.exit_code, "cannot be written" in result.output) == (2, True)


def test_survivors_end_with_exit_status_1(monkeypatch):
    monkeypatch.setattr(
        "campaign_contract.tools.proof.mutants.command.run", lambda *_, **__: Matrix((verdict(caught=()),), None)
    )
    assert CliRunner().invoke(main, ["mutants"]).exit_code == 1
