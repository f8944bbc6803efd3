"""The loader's refusals: an altered copy of the spec folder and the exact line that names what is wrong with it."""

from __future__ import annotations

import dataclasses
import re
import shutil
import sys
from pathlib import Path

import pytest

from campaign_contract import spec
from campaign_contract.spec import DocumentError, Guard, Word
from campaign_contract.spec.document import Document, read

APPROVE = "commands/campaign-approve.yaml"
CANCEL = "commands/campaign-cancel.yaml"
COPY = "commands/campaign-copy.yaml"
CREATE = "commands/campaign-create.yaml"
DELETE = "commands/campaigns-delete.yaml"
LIST = "commands/campaigns-get.yaml"
PAUSE = "commands/campaign-pause.yaml"
UPDATE = "commands/campaign-update.yaml"

STATUSES = "Draft, Ready, Sending, Paused, Pending Approval, Sent, Failed"
NEEDS_NOTE = "a level below MUST needs a note; allowed: a sentence that says why"
CAUSE_KEYS = ", ".join(sorted([*Word, "empty", "given", "level", "note"]))
FIELDS = ", ".join(field.name for field in spec.load().fields)
SUCCESS_KEYS = "asserted_from, later, note, schema, sets, shown"
KINDS = (
    "campaign, campaigns, email, tag, tags, recipient_list, address, text, integer, boolean, choice, date, time, "
    "numbers, recipients, rules, ratio, "
    "object, list"
)


SHIPPED = {path.name: read(path) for path in spec.DEFAULT_DIRECTORY.glob("**/*.yaml")}


@pytest.fixture(autouse=True)
def _parse_untouched_files_once(monkeypatch):
    """Parsing the whole folder for every case takes most of the time."""

    def quick(path: Path) -> Document:
        shipped = SHIPPED.get(path.name)
        if shipped and path.is_file() and path.read_bytes() == shipped.path.read_bytes():
            return dataclasses.replace(shipped, path=path)
        return read(path)

    monkeypatch.setattr(sys.modules["campaign_contract.spec.load"], "read", quick)


def refusal(folder) -> list[str]:
    with pytest.raises(DocumentError) as refused:
        spec.load(folder)
    return str(refused.value).replace(f"{folder}/", "").splitlines()


def case(id, file, old, new, problem, *, down=0):
    """`new` stands in `file` instead of `old`; the problem is `down` lines below where `new` starts."""
    return pytest.param(file, old, new, down, problem, id=id)


UNKNOWN_KEYS = [
    case(
        "of-supporting-command",
        "supporting/user-login.yaml",
        "anonymous: true",
        "anonymous: true\nextra: 1",
        "extra: unknown key; allowed: anonymous, collects, command, creates, destroys, errors, examples, failure, "
        "parameters, reads, rules, source, success, summary",
        down=1,
    ),
    case(
        "of-api",
        "api.yaml",
        "credentials: [",
        "extra: 1\ncredentials: [",
        "extra: unknown key; allowed: credentials, envelope, failure_shapes, faults, fields, open_questions, "
        "parameters, rules, source, statuses, title, transport",
    ),
    case(
        "of-transport",
        "api.yaml",
        "path: /api.php",
        "path: /api.php\n  extra: 1",
        "transport.extra: unknown key; allowed: also, content_type, encodings, max_body, method, note, path",
        down=1,
    ),
    case(
        "of-encodings",
        "api.yaml",
        "form: application/x-www-form-urlencoded",
        "form: a/b\n    xml: c/d",
        "transport.encodings.xml: unknown key; allowed: form, json",
        down=1,
    ),
    case(
        "of-failure-shape",
        "api.yaml",
        "description: The number alone.",
        "describe: x\n    description: x",
        "failure_shapes.bare.describe: unknown key; allowed: description, schema",
    ),
    case(
        "of-fault",
        "api.yaml",
        "{id: bad-method,",
        "{extra: 1, id: bad-method,",
        "faults[5].extra: unknown key; allowed: code, description, http_status, id",
    ),
    case(
        "of-status",
        "api.yaml",
        "{name: Ready,",
        "{extra: 1, name: Ready,",
        "statuses[1].extra: unknown key; allowed: description, goes_on, name",
    ),
    case(
        "of-field",
        "api.yaml",
        "{name: CampaignID,",
        "{extra: 1, name: CampaignID,",
        "fields[0].extra: unknown key; allowed: default, description, group, level, made_of, name, note, stored, type",
    ),
    case(
        "of-open-question",
        "api.yaml",
        "- id: bad-credentials-code",
        "- extra: 1\n    id: bad-credentials-code",
        "open_questions[0].extra: unknown key; allowed: beside, commands, id, question, reading",
    ),
    case(
        "of-command",
        PAUSE,
        "failure: bare",
        "failure: bare\nerrros: []",
        "errros: unknown key; allowed: command, creates, destroys, errors, examples, failure, later, parameters, "
        "reads, rules, section, success, summary",
        down=1,
    ),
    case(
        "of-parameter",
        PAUSE,
        "required: true",
        "require: true\n    required: true",
        "parameters.CampaignID.require: unknown key; allowed: also, blank, default, description, example, note, open, "
        "required, selects, type, values",
    ),
    case(
        "of-error",
        PAUSE,
        "code: 2",
        "code: 2\n    text: x",
        "errors[1].text: unknown key; allowed: code, id, later, message, unprovoked, when",
        down=1,
    ),
    case(
        "of-cause",
        PAUSE,
        "missing: CampaignID",
        "absent: CampaignID",
        f"errors[0].when[0].absent: unknown key; allowed: {CAUSE_KEYS}",
    ),
    case("of-success", PAUSE, "sets: Paused", "set: Paused", f"success.set: unknown key; allowed: {SUCCESS_KEYS}"),
    case(
        "of-sets",
        PAUSE,
        "sets: Paused",
        "sets: {status: Paused, extra: 1}",
        "success.sets.extra: unknown key; allowed: fields, level, none_of, note, one_of, status",
    ),
    case(
        "of-rule",
        COPY,
        "- id: new-id",
        "- extra: 1\n    id: new-id",
        "rules[0].extra: unknown key; allowed: id, later, level, note, rule",
    ),
    case(
        "of-examples",
        PAUSE,
        "encoding: form",
        "extra: 1\n  encoding: form",
        "examples.extra: unknown key; allowed: encoding, failure, request, success",
    ),
]

SHAPE = [
    case("no-title", "api.yaml", "title: E-mail campaigns API\n", "", "'title' is a required property"),
    case("no-section", PAUSE, "command: Campaign.Pause\nsection: Pause a Campaign", "command: Campaign.Pause",
         "'section' is a required property"),
    case("path-without-slash", "api.yaml", "path: /api.php", "path: api.php",
         "transport.path: 'api.php' does not match '^/'"),
    case("no-room-for-a-body", "api.yaml", "max_body: 1048576", "max_body: 0",
         "transport.max_body: 0 is less than the minimum of 1"),
    case("no-credentials", "api.yaml", "credentials: [SessionID, APIKey]", "credentials: []",
         "credentials: [] should be non-empty"),
    case("a-credential-twice", "api.yaml", "credentials: [SessionID, APIKey]", "credentials: [APIKey, APIKey]",
         "credentials: ['APIKey', 'APIKey'] has non-unique elements"),
    case("fault-with-a-5xx", "api.yaml", "code: 99998, http_status: 200", "code: 99998, http_status: 600",
         "faults[0].http_status: 600 is greater than the maximum of 599"),
    case("group", "api.yaml", "group: identity, description: Id of the campaign.", "group: ids, description: x",
         "fields[0].group: 'ids' is not allowed; allowed: identity, setting, schedule, total, statistics, tags"),
    case("command-name", PAUSE, "command: Campaign.Pause", "command: Pause",
         r"command: 'Pause' does not match '^[A-Za-z]+\\.[A-Za-z]+$'"),
    case("parameter-name", PAUSE, "  CampaignID:", "  Campaign-ID:",
         "parameters: 'Campaign-ID' does not match '^[A-Za-z][A-Za-z0-9_]*$'", down=-1),
    case("parameter-name-no-text", PAUSE, "  CampaignID:", "  7:",
         "parameters: 7 has the wrong type; allowed: string", down=-1),
    case("type", PAUSE, "type: campaign", "type: id",
         f"parameters.CampaignID.type: 'id' is not allowed; allowed: {KINDS}"),
    case("required-as-text", PAUSE, "required: true", 'required: "yes"',
         "parameters.CampaignID.required: 'yes' has the wrong type; allowed: boolean"),
    case("empty-description", PAUSE, "description: Id of the campaign to halt.", 'description: ""',
         "parameters.CampaignID.description: '' should be non-empty"),
    case("error-id", PAUSE, "id: not-found", "id: Not_Found",
         "errors[1].id: 'Not_Found' does not match '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'"),
    case("code-0", PAUSE, "code: 2", "code: 0", "errors[1].code: 0 is less than the minimum of 1"),
    case("code-as-text", PAUSE, "code: 2", 'code: "2"', "errors[1].code: '2' has the wrong type; allowed: integer"),
    case("missing-nothing", PAUSE, "missing: CampaignID", "missing: []",
         "errors[0].when[0].missing: [] should be non-empty"),
    case("missing-a-number", PAUSE, "missing: CampaignID", "missing: 3",
         "errors[0].when[0].missing: 3 has the wrong type; allowed: string or array"),
    case("level", UPDATE, "level: MAY", "level: may",
         "errors[12].when[1].level: 'may' is not allowed; allowed: MUST, SHOULD, MAY"),
    case("failure-shape", PAUSE, "failure: bare", "failure: naked",
         "failure: 'naked' is not allowed; allowed: bare, listed, worded, keyed"),
    case("encoding", PAUSE, "encoding: form", "encoding: xml",
         "examples.encoding: 'xml' is not allowed; allowed: form, json"),
    case("sets-a-list", PAUSE, "sets: Paused", "sets: [Paused]",
         "success.sets: ['Paused'] has the wrong type; allowed: string or object"),
    case("guard-twice", UPDATE, "given: {ScheduleType: Future}",
         "given: {ScheduleType: Future, PublishOnRSS: Enabled}",
         "errors[5].when[0].given: {'ScheduleType': 'Future', 'PublishOnRSS': 'Enabled'} has too many properties"),
    case("guard-empty", UPDATE, "given: {ScheduleType: Future}", "given: {}",
         "errors[5].when[0].given: {} should be non-empty"),
    case("guard-on-a-list", UPDATE, "given: {ScheduleType: Future}", "given: {ScheduleType: [Future]}",
         "errors[5].when[0].given.ScheduleType: ['Future'] has the wrong type; allowed: string or boolean"),
]  # fmt: skip

MEANING = [
    # levels are argued
    case("rule-without-note", LIST, "    note: The page says that names are searched for a keyword, not how its "
         "characters are taken.\n", "", f"rules[7]: {NEEDS_NOTE}", down=-3),
    case("cause-without-note", PAUSE, "        note: Later versions of the real product also pause a campaign that is "
         "Ready; of Pending Approval and Failed nothing is known.\n", "", f"errors[2].when[1]: {NEEDS_NOTE}", down=-2),
    case("sets-without-note", PAUSE, "sets: Paused", "sets: {status: Paused, level: MAY}",
         f"success.sets: {NEEDS_NOTE}"),
    case("shown-without-note", DELETE, "  note: Only the example shows the empty ErrorText.\n", "",
         f"success.shown: {NEEDS_NOTE}", down=-4),
    case("general-rule-without-note", "api.yaml", ', note: "The page shows JSON answers, not their headers."', "",
         f"rules[17]: {NEEDS_NOTE}"),
    case("field-without-note", "api.yaml", ", note: Only the example of Campaign.Get uses this key.", "",
         f"fields[3]: {NEEDS_NOTE}"),
    # ids, codes, names: once
    case("code-twice", PAUSE, "code: 2", "code: 1", "errors[1].code: 1 is there twice; allowed: once"),
    case("error-id-twice", PAUSE, "id: not-found", "id: missing-id",
         "errors[1].id: 'missing-id' is an id already; allowed: a new one"),
    case("rule-id-is-an-error-id", COPY, "id: new-id", "id: invalid-source",
         "rules[0].id: 'invalid-source' is an id already; allowed: a new one"),
    case("rule-id-twice", COPY, "id: source-untouched", "id: new-id",
         "rules[2].id: 'new-id' is an id already; allowed: a new one"),
    case("id-of-a-general-rule", COPY, "id: new-id", "id: isolation",
         "rules[0].id: 'isolation' is an id already; allowed: a new one"),
    case("reserved-id", COPY, "id: new-id", "id: status-after",
         "rules[0].id: 'status-after' is an id already; allowed: a new one"),
    case("status-twice", "api.yaml", "  - {name: Paused,", "  - {name: Ready, description: x}\n  - {name: Paused,",
         "statuses[3].name: 'Ready' is there twice; allowed: once"),
    case("field-twice", "api.yaml", "{name: TotalFailed,", "{name: TotalSent,",
         "fields[22].name: 'TotalSent' is there twice; allowed: once"),
    case("fault-twice", "api.yaml", "  - {id: too-many,",
         "  - {id: too-large, code: 7, http_status: 400, description: x}\n  - {id: too-many,",
         "faults[3].id: 'too-large' is there twice; allowed: once"),
    case("general-rule-twice", "api.yaml", "{id: json,", "{id: form,",
         "rules[4].id: 'form' is there twice; allowed: once"),
    case("question-twice", "api.yaml", "id: failure-http-status", "id: bad-credentials-code",
         "open_questions[1].id: 'bad-credentials-code' is there twice; allowed: once"),
    case("parameter-in-another-case", CREATE, "errors:\n", "  campaignname:\n    type: text\n    required: false\n"
         "    description: x\n    example: x\nerrors:\n",
         "parameters.campaignname: 'campaignname' is a parameter already; allowed: a new name"),
    case("common-parameter-again", CREATE, "errors:\n", "  apikey:\n    type: text\n    required: false\n"
         "    description: x\n    example: x\nerrors:\n",
         "parameters.apikey: 'apikey' is a parameter already; allowed: a new name"),
    case("command-twice", COPY, "command: Campaign.Copy", "command: campaign.approve",
         "command: campaign.approve is described by campaign-approve.yaml too; allowed: one file for each command"),
    case("supporting-command-on-the-page", "supporting/email-create.yaml", "command: Email.Create",
         "command: campaign.approve",
         "command: campaign.approve is described by campaign-approve.yaml too; allowed: one file for each command"),
    # what a command says that it does
    case("creates-nowhere", CREATE, "creates: {campaign: CampaignID}", "creates: {campaign: ID}",
         "creates.campaign: 'ID' is not a key of success.schema; allowed: CampaignID"),
    case("destroys-nothing", DELETE, "destroys: {campaign: Campaigns}", "destroys: {campaign: IDs}",
         "destroys.campaign: 'IDs' is not a parameter of this command; allowed: Campaigns"),
    case("reads-and-creates", "supporting/email-create.yaml", "creates: {email: EmailID}",
         "reads: true\ncreates: {email: EmailID}", "creates: contradicts reads: true; allowed: one of the two",
         down=1),
    case("reads-and-sets", PAUSE, "success:\n  schema: {}\n  shown: {}\n  sets: Paused",
         "reads: true\nsuccess:\n  schema: {}\n  shown: {}\n  sets: Paused",
         "success.sets: contradicts reads: true; allowed: one of the two", down=4),
    case("a-new-campaign-kept-quiet", CREATE, "creates: {campaign: CampaignID}\n", "",
         "success.schema.properties.CampaignID: may be the id of a new campaign; allowed: beside "
         "`creates: {campaign: CampaignID}` or `reads: true`", down=5),
    # causes that can hold, examples that can be
    case("error-without-cause", PAUSE, '- id: missing-id\n    code: 1\n    message: "Missing required parameter: '
         'CampaignID"\n    when:\n      - missing: CampaignID',
         '- id: missing-id\n    code: 1\n    message: "Missing required parameter: CampaignID"\n    when: []',
         "errors[0]: no cause is above MAY, so no check provokes it; allowed: beside `unprovoked: a sentence that "
         "says why`"),
    case("error-that-nobody-is-asked-for", PAUSE, "- missing: CampaignID\n",
         "- {missing: CampaignID, level: MAY, note: Nobody knows.}\n",
         "errors[0]: no cause is above MAY, so no check provokes it; allowed: beside `unprovoked: a sentence that "
         "says why`", down=-4),
    case("a-needless-reason", PAUSE, "when:\n      - missing: CampaignID",
         "unprovoked: Nobody knows.\n    when:\n      - missing: CampaignID",
         "errors[0].unprovoked: has a cause that checks provoke; allowed: where every cause is MAY, or there is none"),
    case("a-key-that-no-success-shows", COPY, "required: [NewCampaignID]", "required: [NewCampaignID, Colour]",
         "success.schema.required: nobody fills 'Colour', which the example of a success lacks; allowed: a key of it"),
    case("a-key-that-a-status-does-not-fill", PAUSE, "schema: {}", "schema: {required: [Success]}",
         "success.schema.required: nobody fills 'Success': what only sets a status answers no more; "
         "allowed: without success.sets"),
    case("malformed-text", CREATE, "missing: CampaignName\n        empty: MUST", "malformed: CampaignName",
         "errors[0].when[0].malformed: CampaignName is of type text, which has no form to break; allowed: types "
         "campaign, email, integer, campaigns, tags, numbers, date, time, boolean, recipients, address"),
    case("unlisted-text", CREATE, "missing: CampaignName\n        empty: MUST", "unlisted: CampaignName",
         "errors[0].when[0].unlisted: CampaignName has no values that could be left; "
         "allowed: a parameter with values"),
    case("unknown-text", CREATE, "missing: CampaignName\n        empty: MUST", "unknown: CampaignName",
         "errors[0].when[0].unknown: CampaignName is of type text, which names nothing that could be unknown; "
         "allowed: types campaign, campaigns, email, tag, tags, recipient_list"),
    case("foreign-text", CREATE, "missing: CampaignName\n        empty: MUST", "foreign: CampaignName",
         "errors[0].when[0].foreign: CampaignName is of type text, which names nothing that could be another user's; "
         "allowed: types campaign, campaigns, email, tag, tags, recipient_list"),
    case("a-status-of-no-campaign", CREATE, "missing: CampaignName\n        empty: MUST", "status_not: [Draft]",
         "errors[0].when[0].status_not: the command names no campaign; allowed: beside a parameter of type campaign"),
    case("example-in-another-spelling", PAUSE, 'Command: Campaign.Pause, CampaignID: "123"',
         'Command: Campaign.Pause, campaignId: "123"',
         "examples.request.campaignId: 'campaignId' is another spelling of a parameter; allowed: CampaignID"),
    case("example-request-of-the-wrong-type", PAUSE, 'Command: Campaign.Pause, CampaignID: "123"',
         "Command: Campaign.Pause, CampaignID: abc",
         "examples.request.CampaignID: 'abc' is no value of type campaign; allowed: one that is fine"),
    case("example-value-of-the-wrong-type", PAUSE, 'example: "123"', "example: abc",
         "parameters.CampaignID.example: 'abc' is no value of type campaign; allowed: one that is fine"),
    case("example-with-an-undocumented-code", PAUSE, "failure: {Success: false, ErrorCode: 1}",
         "failure: {Success: false, ErrorCode: 9}",
         "examples.failure: 9 is no code of the command; allowed: 1, 2, 3"),
    case("failure-without-errors", LIST, "  failure: null", "  failure: {Success: false, ErrorCode: 1}",
         "examples.failure: shows a failure of a command without errors; allowed: null, or errors that hold its code"),
    case("two-fields-of-type-campaign", "api.yaml", "{name: RelOwnerUserID, type: integer,",
         "{name: RelOwnerUserID, type: campaign,",
         "fields[1].type: a second field of type campaign; allowed: one, the id of the campaign"),
    case("guard-of-a-boolean", UPDATE, "given: {ScheduleType: Future}", "given: {S2SEnabled: perhaps}",
         "errors[5].when[0].given.S2SEnabled: 'perhaps' is not a value of S2SEnabled; allowed: true, false"),
    # names that exist
    case("unknown-parameter", PAUSE, "missing: CampaignID", "missing: CampaingID",
         "errors[0].when[0].missing: 'CampaingID' is not a parameter of this command; allowed: CampaignID"),
    case("unknown-parameter-in-a-list", CREATE, "missing: CampaignName", "missing: [CampaignName, Other]",
         "errors[0].when[0].missing: 'Other' is not a parameter of this command; allowed: CampaignName"),
    case("unknown-status-of-a-cause", PAUSE, "status_not: [Sending, Ready,", "status_not: [Active, Ready,",
         f"errors[2].when[0].status_not: 'Active' is not a status; allowed: {STATUSES}"),
    case("unknown-status-set", PAUSE, "sets: Paused", "sets: Halted",
         f"success.sets: 'Halted' is not a status; allowed: {STATUSES}"),
    case("unknown-status-of-one-of", PAUSE, "sets: Paused", "sets: {status: Paused, one_of: [Halted]}",
         f"success.sets: 'Halted' is not a status; allowed: {STATUSES}"),
    case("unknown-status-of-none-of", CANCEL, "none_of: [Sending]", "none_of: [Active]",
         f"success.sets: 'Active' is not a status; allowed: {STATUSES}", down=-2),
    case("unknown-status-of-goes-on", "api.yaml", "goes_on: [Sending]", "goes_on: [Flying]",
         f"statuses[1].goes_on: 'Flying' is not a status; allowed: {STATUSES}"),
    case("unknown-part-of-a-field", "api.yaml", "made_of: [CampaignName]", "made_of: [Title]",
         "fields[3].made_of: 'Title' is not a campaign field; allowed: " + FIELDS),
    case("derived-from-nothing", "api.yaml", "made_of: [CampaignName], ", "",
         "fields[3]: says what it is made of or is stored, one of the two; allowed: made_of beside stored: false"),
    case("stored-and-derived", "api.yaml", "{name: TotalSent,", "{name: TotalSent, made_of: [TotalOpens],",
         "fields[21]: says what it is made of or is stored, one of the two; allowed: made_of beside stored: false"),
    case("unknown-credential", "api.yaml", "credentials: [SessionID, APIKey]", "credentials: [SessionID, Password]",
         "credentials: 'Password' is not a common parameter; allowed: SessionID, APIKey, Command"),
    # one word, and a guard that can hold
    case("no-word", PAUSE, "missing: CampaignID", "empty: MUST",
         f"errors[0].when[0]: has 0 words; allowed: exactly one of {', '.join(Word)}"),
    case("two-words", PAUSE, "missing: CampaignID", "{missing: CampaignID, malformed: CampaignID}",
         f"errors[0].when[0]: has 2 words; allowed: exactly one of {', '.join(Word)}"),
    case("empty-beside-another-word", PAUSE, "missing: CampaignID", "{malformed: CampaignID, empty: MUST}",
         "errors[0].when[0].empty: says nothing here; allowed: beside missing only"),
    case("guard-of-no-parameter", CREATE, "empty: MUST", "given: {Kind: Big}",
         "errors[0].when[0].given.Kind: 'Kind' is not a parameter of this command; allowed: CampaignName"),
    case("guard-of-no-value", UPDATE, "given: {ScheduleType: Future}", "given: {ScheduleType: Later}",
         "errors[5].when[0].given.ScheduleType: 'Later' is not a value of ScheduleType; allowed: Immediate, Future, "
         "Recursive, Not Scheduled"),
    case("guard-of-a-free-text", UPDATE, "given: {ScheduleType: Future}", "given: {CampaignName: Future}",
         "errors[5].when[0].given.CampaignName: 'Future' is not a value of CampaignName; allowed: none"),
    # choices and filters
    case("choice-without-values", PAUSE, "type: campaign", "type: choice",
         "parameters.CampaignID: a choice needs values; allowed: a list of texts", down=-1),
    case("default-that-is-no-value", LIST, "default: ASC", "default: UP",
         "parameters.OrderType.default: 'UP' is not a value of OrderType; allowed: ASC, DESC"),
    case("example-that-is-no-value", LIST, "example: ASC", "example: UP",
         "parameters.OrderType.example: 'UP' is not a value of OrderType; allowed: ASC, DESC"),
    case("filter-of-no-value", LIST, "      Sent: {CampaignStatus: [Sent]}", "      Gone: {CampaignStatus: [Sent]}",
         "parameters.CampaignStatus.selects.Gone: 'Gone' is not a value of CampaignStatus; allowed: All, Sent, Draft, "
         "Ready, Sending, Pending, Failed, Scheduled"),
    case("filter-by-no-status", LIST, "Sent: {CampaignStatus: [Sent]}", "Sent: {CampaignStatus: [Gone]}",
         f"parameters.CampaignStatus.selects.Sent.CampaignStatus: 'Gone' is not a status; allowed: {STATUSES}"),
    # JSON Schemas
    case("success-schema", COPY, "pattern: ^[0-9]+$", "pattern: '['",
         "success.schema.properties.NewCampaignID.pattern: not a JSON Schema: '[' is not a 'regex'"),
    case("shown-schema", COPY, "NewCampaignID: {type: string}", "NewCampaignID: {type: text}",
         "success.shown.properties.NewCampaignID.type: not a JSON Schema: 'text' is not valid under any of the given "
         "schemas"),
    case("shape-schema", "api.yaml", "properties: {ErrorCode: {type: integer, minimum: 1}}",
         "properties: {ErrorCode: {minimum: one}}",
         "failure_shapes.bare.schema.properties.ErrorCode.minimum: not a JSON Schema: 'one' is not of type 'number'"),
    case("envelope-schema", "api.yaml", "  required: [Success, ErrorCode]", "  required: Success",
         "envelope.required: not a JSON Schema: 'Success' is not of type 'array'"),
    case("bundle-schema", "rules-json-bundle.yaml", "minItems: 1", "minItems: one",
         "properties.criteria.minItems: not a JSON Schema: 'one' is not of type 'integer'"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "down", "problem"), [*UNKNOWN_KEYS, *SHAPE, *MEANING])
def test_a_problem_is_one_line_with_file_line_and_key(*, folder, alter, file, old, new, down, problem):
    line = alter(file, old, new) + down
    assert unnumbered(refusal(folder)) == unnumbered([f"{file}:{line}: {problem}"])


def unnumbered(lines):
    """The lines without the place in a list of api.yaml, which moves as the list grows; the line tells it, too."""
    return [re.sub(r"^(api\.yaml:\d+: \w+)\[\d+\]", r"\1[]", line) for line in lines]


def test_what_is_only_http_is_never_demanded(folder, alter):
    alter("api.yaml", "{family: Http, level: SHOULD", "{family: Http, level: MUST")
    assert refusal(folder)[0].endswith("].level: 'MUST' is not allowed; allowed: SHOULD, MAY")


def test_a_filter_by_no_field_lists_the_fields(folder, alter, api):
    line = alter(LIST, "Sent: {CampaignStatus: [Sent]}", "Sent: {Colour: [Sent]}")
    allowed = ", ".join(field.name for field in api.fields)
    key = "parameters.CampaignStatus.selects.Sent.Colour"
    assert refusal(folder) == [f"{LIST}:{line}: {key}: 'Colour' is not a campaign field; allowed: {allowed}"]


def test_an_effect_on_no_field_lists_the_fields(folder, alter, api):
    line = alter(CANCEL, "fields: {ScheduleType: Not Scheduled}", "fields: {Colour: Red}")
    allowed = ", ".join(field.name for field in api.fields)
    key = "success.sets.fields.Colour"
    assert refusal(folder) == [f"{CANCEL}:{line}: {key}: 'Colour' is not a campaign field; allowed: {allowed}"]


def test_the_shipped_spec_loads_from_a_copy(folder, api):
    assert spec.load(folder) == api
    assert spec.load(str(folder)) == api


def test_problems_of_several_files_are_listed_together(folder, alter):
    one = alter("api.yaml", "credentials: [SessionID, APIKey]", "credentials: [SessionID, Password]")
    two = alter(APPROVE, "sets: Ready", "sets: Approved")
    three = alter(PAUSE, "code: 2", "code: 1")
    four = alter(PAUSE, "sets: Paused", "sets: Halted")
    assert refusal(folder) == [
        f"api.yaml:{one}: credentials: 'Password' is not a common parameter; allowed: SessionID, APIKey, Command",
        f"{APPROVE}:{two}: success.sets: 'Approved' is not a status; allowed: {STATUSES}",
        f"{PAUSE}:{three}: errors[1].code: 1 is there twice; allowed: once",
        f"{PAUSE}:{four}: success.sets: 'Halted' is not a status; allowed: {STATUSES}",
    ]


def test_a_file_of_another_ending_is_not_passed_over(folder):
    (folder / PAUSE).rename(folder / "commands" / "campaign-pause.yml")
    assert refusal(folder) == ["commands/campaign-pause.yml:1: is not read; allowed: the name campaign-pause.yaml"]


def test_a_guard_may_be_a_boolean(folder, alter):
    alter(UPDATE, "given: {ScheduleType: Future}", "given: {S2SEnabled: true}")
    causes = [c for error in spec.load(folder).command("Campaign.Update").errors for c in error.when if c.given]
    assert causes[0].given == Guard("S2SEnabled", "true")


def test_an_error_may_be_raised_by_the_servers_action_alone(folder, alter):
    alter(PAUSE, "when:\n      - missing: CampaignID", "unprovoked: Only the server knows.\n    when: []")
    error = spec.load(folder).command("Campaign.Pause").error("missing-id")
    assert (error.when, error.unprovoked) == ((), "Only the server knows.")


def test_a_question_about_a_command_that_was_taken_out_stays_without_it(folder):
    (folder / PAUSE).unlink()
    api = spec.load(folder)
    assert all(name != "Campaign.Pause" for question in api.open_questions for name in question.commands)
    assert [q.id for q in api.open_questions] == [q.id for q in spec.load().open_questions]


def test_problems_of_shape_in_several_files_are_listed_together(folder, alter):
    one = alter(APPROVE, "failure: bare", "failure: naked")
    two = alter(PAUSE, "code: 2", "code: 0")
    assert refusal(folder) == [
        f"{APPROVE}:{one}: failure: 'naked' is not allowed; allowed: bare, listed, worded, keyed",
        f"{PAUSE}:{two}: errors[1].code: 0 is less than the minimum of 1",
    ]


@pytest.mark.parametrize("file", ["api.yaml", "rules-json-bundle.yaml"])
def test_a_file_that_is_not_there_is_named(folder, file):
    (folder / file).unlink()
    assert refusal(folder) == [f"{file}:1: cannot be read: No such file or directory"]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    missing = tmp_path / "none"
    with pytest.raises(DocumentError) as refused:
        spec.load(missing)
    assert str(refused.value) == f"{missing}/api.yaml:1: cannot be read: No such file or directory"


@pytest.mark.parametrize("remove", [shutil.rmtree, lambda path: shutil.rmtree(path) or path.mkdir()])
def test_a_spec_without_commands_is_refused(folder, remove):
    remove(folder / "commands")
    assert refusal(folder) == ["commands:1: holds no .yaml file; allowed: one file for each command"]


@pytest.mark.parametrize(
    ("text", "shown"), [("", "None"), ("- a\n", "['a']"), ("true\n", "True"), ("only text\n", "'only text'")]
)
@pytest.mark.parametrize("file", ["api.yaml", "rules-json-bundle.yaml", PAUSE])
def test_a_file_that_holds_no_object_is_refused(folder, file, text, shown):
    (folder / file).write_text(text)
    assert refusal(folder) == [f"{file}:1: {shown} has the wrong type; allowed: object"]


def test_a_repeated_key_is_refused(folder, alter):
    line = alter(PAUSE, "failure: bare\n", "failure: bare\nfailure: keyed\n") + 1
    assert refusal(folder) == [f"{PAUSE}:{line}: failure: the key is there twice; allowed: once"]


def test_another_command_needs_no_python(folder, api):
    text = (folder / PAUSE).read_text(encoding="utf-8")
    (folder / "commands" / "campaign-halt.yaml").write_text(text.replace("Campaign.Pause", "Campaign.Halt"))
    loaded = spec.load(folder)
    assert loaded.command("Campaign.Halt").error("not-sending").code == 3
    assert len(loaded.commands) == len(api.commands) + 1
