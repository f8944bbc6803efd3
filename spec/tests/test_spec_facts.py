"""Facts of the page, written down by hand: a second opinion beside the YAML files.

Every reader takes the same table, so a wrong row would pass them all. This file is where it would not.
"""

from __future__ import annotations

import jsonschema
import pytest
from jsonschema import Draft202012Validator

from campaign_contract.spec import DEFAULT_DIRECTORY, LONGEST_ID, FailureShape, Guard, Kind, Level, Word
from campaign_contract.spec.places import places
from campaign_contract.spec.wording import SUCCESS, address, statements

ERRORS = {
    "Campaign.Approve": {1: "Missing required parameter: CampaignID", 2: "Campaign not found"},
    "Campaign.Cancel": {
        1: "Missing required field: CampaignID",
        2: "Campaign does not belong to the user or does not exist",
    },
    "Campaign.Copy": {1: "Invalid source campaign"},
    "Campaign.Create": {1: "The campaign name is required."},
    "Campaign.Get": {
        1: "Required parameter 'campaignid' is missing.",
        2: "The 'campaignid' parameter must be numeric.",
    },
    "Campaign.Pause": {
        1: "Missing required parameter: CampaignID",
        2: "Campaign does not belong to the user",
        3: "Campaign is not in a 'Sending' state",
    },
    "Campaign.Resume": {
        1: "Missing required parameter: CampaignID",
        2: "Campaign does not belong to the user",
        3: "Campaign is not in a 'Paused' state",
    },
    "Campaign.Update": {
        1: "Campaign ID is required",
        2: "Campaign does not belong to the user",
        3: "Invalid campaign status",
        4: "Email ID does not belong to the user",
        5: "Invalid schedule type",
        6: "Send date is required for future scheduled campaigns",
        7: "Send time is required for future scheduled campaigns",
        8: "Either days of the week or days of the month must be specified for recursive campaigns",
        9: "Months are required for recursive campaigns",
        10: "Hours are required for recursive campaigns",
        11: "Minutes are required for recursive campaigns",
        12: "Maximum instances are required for recursive campaigns",
        13: "Timezone is required for scheduled campaigns",
    },
    "Campaigns.Delete": {1: "The 'campaigns' parameter is missing or invalid."},
    "Campaigns.Get": {},
}

# Beside SessionID, APIKey and Command, which every command takes.
PARAMETERS = {
    "Campaign.Approve": "CampaignID*",
    "Campaign.Cancel": "CampaignID*",
    "Campaign.Copy": "CampaignID*",
    "Campaign.Create": "CampaignName*",
    "Campaign.Get": "campaignid* retrievestatistics retrievetags",
    "Campaign.Pause": "CampaignID*",
    "Campaign.Resume": "CampaignID*",
    "Campaign.Update": "CampaignID* CampaignStatus CampaignName RelEmailID ScheduleType SendDate SendTime "
    "SendTimeZone ScheduleRecDaysOfWeek ScheduleRecDaysOfMonth ScheduleRecMonths ScheduleRecHours ScheduleRecMinutes "
    "ScheduleRecSendMaxInstance ApprovalUserExplanation GoogleAnalyticsDomains PublishOnRSS RulesJsonBundle "
    "RecipientListsAndSegments Exclude_RecipientListsAndSegments S2SEnabled",
    "Campaigns.Delete": "Campaigns*",
    "Campaigns.Get": "RecordsPerRequest RecordsFrom CampaignStatus SearchKeyword OrderField OrderType RetrieveTags "
    "Tags RetrieveStatistics",
}

SECTIONS = {
    "Campaign.Approve": "Campaign Approval",
    "Campaign.Cancel": "Cancel a Campaign",
    "Campaign.Copy": "Copy Campaign",
    "Campaign.Create": "Create a New Campaign",
    "Campaign.Get": "Retrieve Campaign Details",
    "Campaign.Pause": "Pause a Campaign",
    "Campaign.Resume": "Resume a Campaign",
    "Campaign.Update": "Update Campaign Details",
    "Campaigns.Delete": "Delete Campaigns",
    "Campaigns.Get": "Retrieve Campaigns",
}

# What each number is about, as (word, parameters or statuses).
CAMPAIGN = ("CampaignID",)
OWNERSHIP = {(Word.UNKNOWN, CAMPAIGN), (Word.FOREIGN, CAMPAIGN)}
CAUSES = {
    ("Campaign.Approve", 1): {(Word.MISSING, CAMPAIGN)},
    ("Campaign.Approve", 2): OWNERSHIP,
    ("Campaign.Cancel", 1): {(Word.MISSING, CAMPAIGN)},
    ("Campaign.Cancel", 2): OWNERSHIP,
    ("Campaign.Copy", 1): {(Word.MISSING, CAMPAIGN), *OWNERSHIP},
    ("Campaign.Create", 1): {(Word.MISSING, ("CampaignName",))},
    ("Campaign.Get", 1): {(Word.MISSING, ("campaignid",))},
    ("Campaign.Get", 2): {(Word.MALFORMED, ("campaignid",))},
    ("Campaign.Pause", 1): {(Word.MISSING, CAMPAIGN)},
    ("Campaign.Pause", 2): OWNERSHIP,
    ("Campaign.Pause", 3): {
        (Word.STATUS_NOT, ("Sending", "Ready", "Pending Approval", "Failed")),
        (Word.STATUS_NOT, ("Sending",)),
    },
    ("Campaign.Resume", 1): {(Word.MISSING, CAMPAIGN)},
    ("Campaign.Resume", 2): OWNERSHIP,
    ("Campaign.Resume", 3): {(Word.STATUS_NOT, ("Paused",))},
    ("Campaign.Update", 1): {(Word.MISSING, CAMPAIGN)},
    ("Campaign.Update", 2): OWNERSHIP,
    ("Campaign.Update", 3): {(Word.UNLISTED, ("CampaignStatus",))},
    ("Campaign.Update", 4): {(Word.UNKNOWN, ("RelEmailID",)), (Word.FOREIGN, ("RelEmailID",))},
    ("Campaign.Update", 5): {(Word.UNLISTED, ("ScheduleType",))},
    ("Campaign.Update", 6): {(Word.MISSING, ("SendDate",))},
    ("Campaign.Update", 7): {(Word.MISSING, ("SendTime",))},
    ("Campaign.Update", 8): {(Word.MISSING, ("ScheduleRecDaysOfWeek", "ScheduleRecDaysOfMonth"))},
    ("Campaign.Update", 9): {(Word.MISSING, ("ScheduleRecMonths",))},
    ("Campaign.Update", 10): {(Word.MISSING, ("ScheduleRecHours",))},
    ("Campaign.Update", 11): {(Word.MISSING, ("ScheduleRecMinutes",))},
    ("Campaign.Update", 12): {(Word.MISSING, ("ScheduleRecSendMaxInstance",))},
    ("Campaign.Update", 13): {(Word.MISSING, ("SendTimeZone",))},
    ("Campaigns.Delete", 1): {(Word.MISSING, ("Campaigns",)), (Word.MALFORMED, ("Campaigns",))},
}


def errors(api):
    return [(command, error) for command in api.commands for error in command.errors]


def causes(api):
    return [(command, error, cause) for command, error in errors(api) for cause in error.when]


def told(api, name, code, pin):
    """Which line and which pin do not agree, so that one of them can be changed."""
    ids = [error.id for error in api.command(name).errors if error.code == code]
    where = places(DEFAULT_DIRECTORY).get(address(name, *ids)) if ids else f"the file of {name}"
    return f"{where} and {pin} in spec/tests/test_spec_facts.py say different things of error {code}; the page decides"


def levels(api):
    return {statement.address: statement.level for statement in statements(api)}


def test_the_commands_under_their_headings(api):
    found = {command.name: command.section for command in api.commands}
    assert found == SECTIONS, "spec/commands and SECTIONS in spec/tests/test_spec_facts.py say different things"


@pytest.mark.parametrize("name", ERRORS)
def test_the_error_list_of_a_command(api, name):
    found = {error.code: error.message for error in api.command(name).errors}
    other = [code for code in found.keys() | ERRORS[name].keys() if found.get(code) != ERRORS[name].get(code)]
    assert not other, "; ".join(told(api, name, code, "ERRORS") for code in sorted(other))


def test_what_each_number_is_about(api):
    found = {}
    for command, error, cause in causes(api):
        found.setdefault((command.name, error.code), set()).add((cause.word, cause.parameters or cause.statuses))
    other = [key for key in CAUSES.keys() | found.keys() if found.get(key) != CAUSES.get(key)]
    assert not other, "; ".join(told(api, name, code, "CAUSES") for name, code in sorted(other))


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_parameters_of_a_command(api, name):
    found = [p.name + "*" * p.required for p in api.command(name).parameters]
    where = places(DEFAULT_DIRECTORY)[address(name, SUCCESS)].file
    assert found == PARAMETERS[name].split(), (
        f"{where} and PARAMETERS in spec/tests/test_spec_facts.py say different things; the page decides"
    )


def test_every_parameter_has_a_description(api):
    assert [p.name for command in api.commands for p in command.parameters if not p.description] == []


def test_every_command_takes_either_credential_and_a_command(api):
    assert [(p.name, p.required) for p in api.parameters] == [
        ("SessionID", False),
        ("APIKey", False),
        ("Command", True),
    ]
    assert set(api.credentials) == {"SessionID", "APIKey"}


def test_one_path_two_encodings(api):
    assert (api.transport.method, api.transport.path) == ("POST", "/api.php")
    assert api.transport.encodings == {"form": "application/x-www-form-urlencoded", "json": "application/json"}


def test_how_each_command_wraps_its_errors(api):
    unusual = {c.name: c.failure for c in api.commands if c.failure is not FailureShape.BARE}
    assert unusual == {
        "Campaign.Copy": FailureShape.LISTED,
        "Campaign.Get": FailureShape.WORDED,
        "Campaigns.Delete": FailureShape.KEYED,
    }


def test_the_seven_stored_statuses(api):
    wanted = {"Draft", "Ready", "Sending", "Paused", "Pending Approval", "Sent", "Failed"}
    assert {status.name for status in api.statuses} == wanted


@pytest.mark.parametrize(
    ("name", "parameter", "values", "open_ended"),
    [
        ("Campaign.Update", "CampaignStatus", {"Draft", "Ready", "Sending"}, True),
        ("Campaign.Update", "ScheduleType", {"Immediate", "Future", "Recursive"}, True),
        ("Campaign.Update", "PublishOnRSS", {"Enabled", "Disabled"}, False),
        (
            "Campaigns.Get",
            "CampaignStatus",
            {"All", "Sent", "Draft", "Ready", "Sending", "Pending", "Failed", "Scheduled"},
            False,
        ),
        ("Campaigns.Get", "OrderType", {"ASC", "DESC"}, True),
    ],
)
def test_the_values_of_a_choice(api, name, parameter, values, open_ended):
    found = api.command(name).parameter(parameter)
    assert (set(found.values), found.open) == (values, open_ended)
    assert len(found.values) == len(values)  # the page lists Sent twice


def test_each_filter_value_says_what_it_selects(api):
    parameter = api.command("Campaigns.Get").parameter("CampaignStatus")
    assert set(parameter.selects) == set(parameter.values)
    assert parameter.selects["Scheduled"] == {"CampaignStatus": ("Ready",), "ScheduleType": ("Future", "Recursive")}
    assert parameter.selects["Pending"] == {"CampaignStatus": ("Pending Approval",)}


@pytest.mark.parametrize(
    ("name", "parameters", "kind"),
    [
        ("Campaign.Get", "retrievestatistics retrievetags", Kind.BOOLEAN),
        ("Campaigns.Get", "RetrieveStatistics RetrieveTags", Kind.BOOLEAN),
        ("Campaigns.Get", "RecordsPerRequest RecordsFrom", Kind.INTEGER),
        ("Campaigns.Get", "Tags", Kind.TAGS),
        ("Campaigns.Delete", "Campaigns", Kind.CAMPAIGNS),
        ("Campaign.Update", "RelEmailID", Kind.EMAIL),
        ("Campaign.Update", "RulesJsonBundle", Kind.RULES),
        ("Campaign.Update", "RecipientListsAndSegments Exclude_RecipientListsAndSegments", Kind.RECIPIENTS),
        ("Campaign.Update", "S2SEnabled", Kind.BOOLEAN),
    ],
)
def test_what_a_parameter_holds(api, name, parameters, kind):
    assert {api.command(name).parameter(parameter).kind for parameter in parameters.split()} == {kind}


def test_the_schedule_errors_look_at_the_schedule_type_that_is_sent(api):
    found = {(error.code, cause.given.value) for _, error, cause in causes(api) if cause.given}
    assert {cause.given.parameter for *_, cause in causes(api) if cause.given} == {"ScheduleType"}
    assert found == {
        (6, "Future"), (7, "Future"), (13, "Future"), (8, "Recursive"), (9, "Recursive"), (10, "Recursive"),
        (11, "Recursive"), (12, "Recursive"), (13, "Recursive"),
    }  # fmt: skip


def test_the_only_causes_below_must(api):
    below = {
        (command.name, error.code, cause.statuses, cause.given): cause.level
        for command, error, cause in causes(api)
        if cause.level is not Level.MUST
    }
    pinned = {
        ("Campaign.Pause", 3, ("Sending",), None): Level.MAY,  # that is: from Ready
        ("Campaign.Update", 13, (), Guard("ScheduleType", "Recursive")): Level.MAY,
    }
    other = {key[:2] for key in pinned.keys() | below.keys() if below.get(key) is not pinned.get(key)}
    assert not other, "; ".join(told(api, name, code, "the pin in this test") for name, code in sorted(other))


def test_a_name_sent_empty_is_missing_at_must_anything_else_at_should(api):
    missing = [(command, cause) for command, _, cause in causes(api) if cause.word is Word.MISSING]
    empty = {(command.name, *cause.parameters): cause.empty for command, cause in missing}
    assert empty.pop(("Campaign.Create", "CampaignName")) is Level.MUST
    assert set(empty.values()) == {Level.SHOULD}


@pytest.mark.parametrize(
    ("name", "status", "one_of", "none_of", "level"),
    [
        ("Campaign.Approve", "Ready", (), (), Level.MUST),
        ("Campaign.Cancel", "Ready", (), ("Sending",), Level.MAY),
        ("Campaign.Copy", "Draft", (), (), Level.MUST),
        ("Campaign.Create", "Draft", (), (), Level.SHOULD),
        ("Campaign.Pause", "Paused", (), (), Level.MUST),
        ("Campaign.Resume", "Ready", ("Sending", "Ready"), (), Level.MAY),
    ],
)
def test_the_status_after_a_success(*, api, name, status, one_of, none_of, level):
    effect = api.command(name).success.sets
    assert (effect.status, effect.one_of, effect.none_of, effect.level) == (status, one_of, none_of, level)


def test_other_commands_set_no_status(api):
    silent = {command.name for command in api.commands if command.success.sets is None}
    assert silent == {"Campaign.Get", "Campaign.Update", "Campaigns.Delete", "Campaigns.Get"}


def test_what_only_an_example_shows_is_a_should(api):
    should = {address for address, level in levels(api).items() if level is Level.SHOULD}
    assert should == {
        "Api/json-number", "Api/json-text", "Api/shown-failure", "Api/content-type",
        "Api/no-byte-order-mark", "Api/success-number", "Campaign.Update/long-name-kept",
        "Http/framing", "Http/headers", "Http/methods", "Http/versions", "Http/bodies", "Http/connection",
        "Campaign.Create/shown-format", "Campaign.Create/status-after", "Campaign.Create/long-name-kept",
        "Campaign.Copy/shown-format", "Campaign.Get/shown-format", "Campaign.Get/bounce-ratios",
        "Campaigns.Delete/shown-format", "Campaigns.Get/shown-format", "Campaigns.Get/keyword-wildcards",
        "Campaigns.Get/total-constant", "Campaigns.Get/total-counts-matches",
    }  # fmt: skip


def test_no_statement_rests_on_the_servers_choice_alone(api):
    assert [address for address, level in levels(api).items() if level is Level.MAY] == []


def test_no_key_of_an_answered_campaign_is_a_must(api):
    assert [field.name for field in api.fields if field.level is Level.MUST] == []


@pytest.mark.parametrize(
    ("body", "fits"),
    [
        ({"Success": True, "ErrorCode": 0}, True),
        ({"Success": True, "ErrorCode": "0"}, True),
        ({"Success": False, "ErrorCode": 1}, True),
        ({"Success": False, "ErrorCode": [1]}, True),
        ({"Success": False, "ErrorCode": {"campaigns": 1}}, True),
        ({"Success": False, "ErrorCode": 1, "Further": None}, True),
        ({"Success": True, "ErrorCode": 1}, False),
        ({"Success": False, "ErrorCode": 0}, False),
        ({"Success": "true", "ErrorCode": 0}, False),
        ({"Success": 1, "ErrorCode": 0}, False),
        ({"Success": True}, False),
        ({"ErrorCode": 0}, False),
        ([], False),
    ],
)
def test_the_envelope(api, body, fits):
    assert Draft202012Validator(api.envelope).is_valid(body) is fits


def test_the_pages_examples_satisfy_the_spec(api):
    for command in api.commands:
        for schema in (api.envelope, command.success.schema, command.success.shown):
            jsonschema.validate(command.examples.success, schema)
        if command.examples.failure is not None:
            for schema in (api.envelope, api.shape(command.failure).schema):
                jsonschema.validate(command.examples.failure, schema)


def test_only_campaigns_get_shows_no_failure(api):
    assert [command.name for command in api.commands if command.examples.failure is None] == ["Campaigns.Get"]


def test_two_examples_send_json(api):
    sent = {command.name for command in api.commands if command.examples.encoding == "json"}
    assert sent == {"Campaign.Approve", "Campaign.Create"}


@pytest.mark.parametrize(
    ("name", "body", "must", "shown"),
    [
        ("Campaign.Create", {"CampaignID": 12345}, True, True),
        ("Campaign.Create", {"CampaignID": "12345"}, True, False),
        ("Campaign.Create", {"CampaignID": "x"}, False, False),
        ("Campaign.Create", {}, False, True),
        ("Campaign.Copy", {"NewCampaignID": "456"}, True, True),
        ("Campaign.Copy", {"NewCampaignID": 456}, True, False),
        ("Campaign.Copy", {"CampaignID": "456"}, False, True),
        ("Campaign.Get", {"Campaign": []}, True, True),
        ("Campaign.Get", {"Campaign": [{}]}, False, True),
        ("Campaign.Get", {"Campaign": {"CampaignID": 1}}, False, False),
        ("Campaign.Get", {"Campaign": {"CampaignID": "1"}, "CampaignThroughput": {}}, True, False),
        ("Campaign.Get", {"Campaign": {"CampaignID": "1"}, "CampaignThroughput": 5}, True, False),
        ("Campaigns.Delete", {}, True, False),
        ("Campaigns.Delete", {"ErrorText": ""}, True, True),
        ("Campaigns.Get", {"Campaigns": [], "TotalCampaigns": 0, "ErrorText": ""}, True, True),
        ("Campaigns.Get", {"Campaigns": [], "TotalCampaigns": "0"}, True, False),
        ("Campaigns.Get", {"Campaigns": []}, False, False),
        ("Campaigns.Get", {"Campaigns": {}, "TotalCampaigns": 0, "ErrorText": ""}, False, True),
    ],
)
def test_what_a_success_must_hold_and_what_only_an_example_shows(api, name, body, must, shown):
    success = api.command(name).success
    assert Draft202012Validator(success.schema).is_valid(body) is must
    assert Draft202012Validator(success.shown).is_valid(body) is shown


@pytest.mark.parametrize("ratio", ["1", "1.0", "1.000", ".50", "1,00"])
def test_a_shown_ratio_has_two_decimals(api, ratio):
    command = api.command("Campaign.Get")
    campaign = {**command.examples.success["Campaign"], "HardBounceRatio": ratio}
    body = {**command.examples.success, "Campaign": campaign}
    assert not Draft202012Validator(command.success.shown).is_valid(body)


@pytest.mark.parametrize(
    "topic",
    [
        "bad-credentials-code",
        "failure-http-status",
        "unknown-command",
        "order-of-errors",
        "unknown-campaign",
        "approve-source-status",
        "cancel-source-status",
        "resume-result",
        "parameter-name-case",
        "id-types",
        "status-active",
        "name-and-status-keys",
        "unique-name",
        "error-code-shapes",
        "sent-listed-twice",
        "comments-in-json",
        "both-credentials-required",
    ],
)
def test_what_the_page_leaves_open_is_listed_with_a_reading(api, topic):
    questions = {question.id: question for question in api.open_questions}
    assert questions[topic].question
    assert questions[topic].reading


def test_how_long_an_id_may_be_is_said_as_it_is(api):
    reading = next(question.reading for question in api.open_questions if question.id == "id-types")
    assert f"An id has 1 to {LONGEST_ID} digits and no sign" in reading


def test_what_a_derived_field_is_made_of(api):
    assert {field.name: field.made_of for field in api.fields if field.made_of} == {
        "Name": ("CampaignName",),
        "Status": ("CampaignStatus",),
        "RecipientLists": ("RecipientListsAndSegments",),
        "RecipientSegments": ("RecipientListsAndSegments",),
        "HardBounceRatio": ("TotalHardBounces", "TotalSent"),
        "SoftBounceRatio": ("TotalSoftBounces", "TotalSent"),
        "OpenStatistics": ("TotalOpens", "UniqueOpens"),
        "ClickStatistics": ("TotalClicks", "UniqueClicks"),
        "UnsubscriptionStatistics": ("TotalUnsubscriptions",),
        "ForwardStatistics": ("TotalForwards", "UniqueForwards"),
        "BrowserViewStatistics": ("TotalViewsOnBrowser", "UniqueViewsOnBrowser"),
        "BounceStatistics": ("TotalHardBounces", "TotalSoftBounces"),
        "Statistics": (
            "OpenStatistics",
            "ClickStatistics",
            "UnsubscriptionStatistics",
            "ForwardStatistics",
            "BrowserViewStatistics",
            "BounceStatistics",
        ),
    }


def test_the_faults_have_the_real_products_codes(api):
    assert {(fault.id, fault.code, fault.http_status) for fault in api.faults} == {
        ("bad-credentials", 99998, 200),
        ("unreadable", 100000, 400),
        ("doubtful", 100000, 400),
        ("too-large", 100000, 413),
        ("too-slow", 100000, 408),
        ("too-many", 100000, 413),
        ("unavailable", 503, 503),
        ("not-recorded", 404, 404),
        ("bad-method", 100001, 400),
        ("no-command", 100003, 400),
        ("unknown-command", 100003, 400),
        ("wrong-path", 100003, 404),
    }


CONTAINS = {"type": "fields", "field_id": "EmailAddress", "operator": "contains", "value": "user1"}


def bundle(*rules, **changed):
    return {"operator": "or", "criteria": [{"list_id": 1, "operator": "and", "rules": list(rules), **changed}]}


PAGE_BUNDLE = {
    "operator": "or",
    "criteria": [
        {"list_id": 1, "operator": "and", "rules": [CONTAINS, {**CONTAINS, "value": ".net"}]},
        {"list_id": 2, "operator": "or", "rules": [{**CONTAINS, "value": "@test"}, {**CONTAINS, "value": "@gmail"}]},
    ],
}


@pytest.mark.parametrize(
    "good",
    [
        pytest.param(PAGE_BUNDLE, id="page-example"),
        pytest.param(bundle([CONTAINS, CONTAINS], [CONTAINS]), id="list-of-lists"),
        pytest.param(bundle(CONTAINS, list_id="7"), id="list-id-as-text"),
        pytest.param(bundle({**CONTAINS, "field_id": 12}), id="field-by-number"),
        pytest.param(bundle({"type": "fields", "field_id": "email", "operator": "is set"}), id="without-value"),
        pytest.param(bundle({"type": "segments", "operator": "belongs to", "value": 3}), id="segments"),
        pytest.param(bundle({"type": "tags", "operator": "has no tags"}), id="tags"),
        pytest.param(bundle({"type": "journeys", "operator": "in journey", "value": 3}), id="journeys"),
        pytest.param(bundle({"type": "suppressions", "operator": "not exist"}), id="suppressions"),
        pytest.param(bundle({"type": "campaign-events", "operator": "opened", "value": 3}), id="campaign-events"),
        pytest.param(
            bundle({"type": "website-events", "event": "pageView", "operator": "happened"}), id="website-events"
        ),
    ],
)
def test_a_good_bundle(api, good):
    jsonschema.validate(good, api.rules_bundle)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param([], id="not-an-object"),
        pytest.param({}, id="empty"),
        pytest.param({**PAGE_BUNDLE, "operator": "and"}, id="joined-by-and"),
        pytest.param({"operator": "or"}, id="no-criteria"),
        pytest.param({"operator": "or", "criteria": []}, id="empty-criteria"),
        pytest.param({"operator": "or", "criteria": {}}, id="criteria-no-list"),
        pytest.param({"operator": "or", "criteria": [{"operator": "and", "rules": []}]}, id="no-list-id"),
        pytest.param(bundle(CONTAINS, list_id="x"), id="list-id-no-number"),
        pytest.param(bundle(CONTAINS, list_id=-1), id="negative-list-id"),
        pytest.param(bundle(CONTAINS, operator="xor"), id="operator-of-a-list"),
        pytest.param(bundle(CONTAINS, rules="all"), id="rules-no-list"),
        pytest.param(bundle("rule"), id="rule-no-object"),
        pytest.param(bundle(["rule"]), id="nested-rule-no-object"),
        pytest.param(bundle([[CONTAINS]]), id="lists-of-lists-of-lists"),
        pytest.param(bundle({"field_id": "EmailAddress", "operator": "contains"}), id="no-type"),
        pytest.param(bundle({**CONTAINS, "type": "stars"}), id="unknown-type"),
        pytest.param(bundle({"type": "fields", "operator": "contains", "value": "x"}), id="no-field"),
        pytest.param(bundle({**CONTAINS, "operator": "opened"}), id="operator-of-another-type"),
        pytest.param(bundle({"type": "fields", "field_id": "email"}), id="no-operator"),
        pytest.param(bundle([{**CONTAINS, "operator": "smells like"}]), id="nested-bad-operator"),
        pytest.param(bundle({"type": "website-events", "operator": "happened"}), id="no-event"),
    ],
)
def test_a_bad_bundle(api, bad):
    assert not Draft202012Validator(api.rules_bundle).is_valid(bad)
