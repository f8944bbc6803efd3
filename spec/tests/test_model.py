"""The model: frozen values with a few lookups."""

from __future__ import annotations

import dataclasses

import pytest

from campaign_contract import spec
from campaign_contract.spec import (
    Cause,
    Effect,
    FailureShape,
    Guard,
    Kind,
    Level,
    Named,
    Parameter,
    Thing,
    Word,
    command,
    command_parts,
    model,
)

VALUES = {**vars(command_parts), **vars(command), **vars(model)}
RECORDS = [value for value in VALUES.values() if isinstance(value, type) and dataclasses.is_dataclass(value)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_record_is_frozen(record):
    field = dataclasses.fields(record)[0].name
    value = object.__new__(record)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, field, "other")


def test_there_are_records_to_freeze():
    assert {"Spec", "Command", "Parameter", "Error", "Cause"} <= {record.__name__ for record in RECORDS}


def test_a_loaded_spec_cannot_be_assigned_to(api):
    with pytest.raises(dataclasses.FrozenInstanceError):
        api.title = "other"
    with pytest.raises(dataclasses.FrozenInstanceError):
        api.commands[0].errors[0].code = 99


def test_sequences_of_a_loaded_spec_are_tuples(api):
    command = api.command("Campaign.Update")
    for sequence in (api.commands, api.fields, command.parameters, command.errors, command.errors[0].when):
        assert isinstance(sequence, tuple)


@pytest.mark.parametrize("name", ["Campaign.Pause", "campaign.pause", "CAMPAIGN.PAUSE"])
def test_a_command_is_found_in_any_case(api, name):
    assert api.command(name).name == "Campaign.Pause"


def test_lookups_find_by_name_or_id(api):
    pause = api.command("Campaign.Pause")
    assert pause.parameter("CampaignID").kind is Kind.CAMPAIGN
    assert pause.error("not-sending").code == 3
    assert api.fault("bad-credentials").code == 99998
    assert api.field("TotalSent").kind is Kind.INTEGER
    assert api.shape(FailureShape.KEYED).name is FailureShape.KEYED


@pytest.mark.parametrize(
    "find",
    [
        lambda api: api.command("Campaign.Rename"),
        lambda api: api.command("Campaign.Pause").parameter("campaignid"),  # parameters keep their spelling
        lambda api: api.command("Campaign.Pause").error("no-such-error"),
        lambda api: api.fault("no-such-fault"),
        lambda api: api.field("NoSuchField"),
    ],
    ids=["command", "parameter", "error", "fault", "field"],
)
def test_a_lookup_that_finds_nothing_raises_key_error(api, find):
    with pytest.raises(KeyError):
        find(api)


def test_subject_is_the_campaign_that_a_command_works_on(api):
    subjects = {command.name: command.subject.name for command in api.commands if command.subject}
    assert subjects == {
        "Campaign.Approve": "CampaignID",
        "Campaign.Cancel": "CampaignID",
        "Campaign.Copy": "CampaignID",
        "Campaign.Get": "campaignid",
        "Campaign.Pause": "CampaignID",
        "Campaign.Resume": "CampaignID",
        "Campaign.Update": "CampaignID",
    }


def test_accepted_are_the_pages_values_and_then_the_servers_own():
    parameter = Parameter("P", Kind.CHOICE, False, "text", "a", values=("a", "b"), also=("c",))
    assert parameter.accepted == ("a", "b", "c")


@pytest.mark.parametrize(
    ("effect", "level"),
    [
        (Effect("Paused"), Level.MUST),
        (Effect("Draft", Level.SHOULD), Level.SHOULD),
        (Effect("Ready", Level.MAY, one_of=("Sending", "Ready")), Level.MUST),
        (Effect("Ready", Level.MAY, none_of=("Sending",)), Level.MUST),
    ],
)
def test_a_stated_choice_of_statuses_is_checked_at_must(effect, level):
    assert effect.checked_level is level


def test_what_has_an_id_of_its_own_is_an_id():
    assert {kind for kind in Kind if kind.is_id} == {Kind.CAMPAIGN, Kind.EMAIL, Kind.TAG, Kind.RECIPIENT_LIST}


def test_a_cause_is_a_must_by_default_and_its_empty_twin_a_should():
    cause = Cause(Word.MISSING, ("P",), given=Guard("Q", "v"))
    assert (cause.level, cause.empty) == (Level.MUST, Level.SHOULD)


def test_the_package_exports_what_it_lists():
    assert [name for name in spec.__all__ if not hasattr(spec, name)] == []


def status_not(*statuses, level=Level.MUST, given=None):
    return Cause(Word.STATUS_NOT, statuses=statuses, level=level, given=given)


def command_refused_by(api, *causes, asserted_from=()):
    pause = api.command("Campaign.Pause")
    error = dataclasses.replace(pause.error("not-sending"), when=causes)
    success = dataclasses.replace(pause.success, asserted_from=asserted_from)
    return dataclasses.replace(pause, errors=(error,), success=success)


@pytest.mark.parametrize(
    ("causes", "asserted", "served", "allowed", "demanded"),
    [
        ((), (), (), (), ()),
        ((status_not("A"),), (), ("A",), ("A",), ("A",)),
        ((status_not("B", "A"),), (), ("B", "A"), ("B", "A"), ("B", "A")),
        ((status_not("A", "B", "C"), status_not("B", level=Level.MAY)), (), ("B",), ("A", "B", "C"), ("B",)),
        ((status_not("A", given=Guard("P", "v")),), (), (), (), ()),
        ((), ("C",), (), (), ("C",)),
        ((status_not("A", "B"),), ("B", "C"), ("A", "B"), ("A", "B"), ("B",)),
    ],
)
def test_from_which_statuses_a_command_works(api, causes, asserted, served, allowed, demanded):
    refused = command_refused_by(api, *causes, asserted_from=asserted)
    assert (refused.served_from, refused.allowed_from, refused.asserted_from) == (served, allowed, demanded)
    assert refused.starts_from == (demanded[0] if demanded else None)


def test_from_which_statuses_and_by_which_commands_campaigns_are_sent(api):
    assert api.sending_statuses == {"Ready", "Sending"}
    assert {name: api.goes_on_to(name) for name in ("Draft", "Ready", "Sending")} == {
        "Draft": (),
        "Ready": ("Failed", "Sending", "Sent"),
        "Sending": ("Failed", "Sent"),
    }
    starting = {command.name for command in api.commands if api.may_start_sending(command)}
    assert starting == {"Campaign.Approve", "Campaign.Resume"}


def test_delivery_that_comes_back_to_a_status_is_followed_once(api):
    back = dataclasses.replace(api.statuses[-1], goes_on=("Ready",))
    assert "Ready" in dataclasses.replace(api, statuses=(*api.statuses[:-1], back)).goes_on_to("Ready")


@pytest.mark.parametrize(
    ("status", "first", "commands"),
    [
        ("Draft", "Draft", []),
        ("Ready", None, ["Campaign.Approve"]),
        ("Paused", "Sending", ["Campaign.Pause"]),
        ("Sending", "Sending", []),
        ("Sent", "Sent", []),
    ],
)
def test_how_a_campaign_gets_into_a_status(api, status, first, commands):
    found = api.way_to(status)
    assert (found[0], [command.name for command in found[1]]) == (first, commands)


def test_a_status_to_which_no_command_leads_any_more_is_set(api):
    kept = tuple(command for command in api.commands if command.name != "Campaign.Pause")
    assert dataclasses.replace(api, commands=kept).way_to("Paused") == ("Paused", ())


def test_commands_that_lead_from_one_to_the_other_are_each_taken_once(api):
    pause = api.command("Campaign.Pause")
    back = dataclasses.replace(
        pause,
        name="Campaign.Unpause",
        errors=(dataclasses.replace(pause.error("not-sending"), when=(status_not("Paused"),)),),
        success=dataclasses.replace(pause.success, sets=dataclasses.replace(pause.success.sets, status="Sending")),
    )
    circling = dataclasses.replace(api, commands=(*api.commands, back))
    assert circling.way_to("Paused") == ("Paused", (back, pause))


def test_what_the_commands_create(api):
    created = {command.name: command.new_campaign for command in api.commands if command.new_campaign}
    assert created == {"Campaign.Create": "CampaignID", "Campaign.Copy": "NewCampaignID"}


def test_what_each_command_may_change_or_destroy(api):
    touched = {command.name: [parameter.name for parameter in command.touches] for command in api.commands}
    assert touched == {
        "Campaign.Approve": ["CampaignID"],
        "Campaign.Cancel": ["CampaignID"],
        "Campaign.Copy": ["CampaignID"],
        "Campaign.Create": [],
        "Campaign.Get": [],
        "Campaign.Pause": ["CampaignID"],
        "Campaign.Resume": ["CampaignID"],
        "Campaign.Update": ["CampaignID"],  # an e-mail or a list that it names is only referred to
        "Campaigns.Delete": ["Campaigns"],
        "Campaigns.Get": [],
    }


def test_a_command_that_says_nothing_of_itself_may_change_all_that_it_is_given(api):
    parameters = tuple(
        Parameter(name, kind, True, "text", "1") for name, kind in (("EmailID", Kind.EMAIL), ("Name", Kind.TEXT))
    )
    silent = dataclasses.replace(api.command("Campaigns.Delete"), parameters=parameters, destroys=None)
    assert silent.touches == parameters
    assert dataclasses.replace(silent, reads=True).touches == ()
    assert dataclasses.replace(silent, destroys=Named(Thing.EMAIL, "EmailID")).touches == parameters[:1]
    assert dataclasses.replace(silent, creates=Named(Thing.EMAIL, "EmailID")).touches == ()
