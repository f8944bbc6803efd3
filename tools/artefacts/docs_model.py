"""The spec as people read it: pages and anchors, conditions, answer tables, statuses before and after.

`tools.site`, `tools.markdown`, `tools.lifecycle` and `tools.traceability` show what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from campaign_contract.spec import Command, Error, Kind, Level, OpenQuestion, Parameter, Spec, Statement, Word
from campaign_contract.spec.life_cycle import before
from campaign_contract.spec.wording import FAMILIES, address, effect_sentence, statements

OVERVIEW = "index.html"

KIND_WORDS: Mapping[Kind, str] = {
    Kind.CAMPAIGN: "campaign id",
    Kind.CAMPAIGNS: "campaign ids",
    Kind.EMAIL: "e-mail id",
    Kind.TAG: "tag id",
    Kind.TAGS: "tag ids",
    Kind.RECIPIENT_LIST: "recipient list id",
    Kind.ADDRESS: "e-mail address",
    Kind.TEXT: "text",
    Kind.INTEGER: "integer",
    Kind.BOOLEAN: "boolean",
    Kind.CHOICE: "choice",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.NUMBERS: "numbers",
    Kind.RECIPIENTS: "recipients",
    Kind.RULES: "RulesJson",
    Kind.RATIO: "ratio",
    Kind.OBJECT: "object",
    Kind.LIST: "list",
}


def page(command: str) -> str:
    """The site's page of a command: "campaign-pause.html"; the overview for what no single command says."""
    return OVERVIEW if command in FAMILIES else command.replace(".", "-").lower() + ".html"


def anchor(address: str) -> str:
    """Where the site documents an address: "campaign-pause.html#Campaign.Pause/not-sending"."""
    return f"{page(address.partition('/')[0])}#{address}"


def status_id(status: str) -> str:
    """The HTML id of a status: "status-pending-approval"."""
    return "status-" + status.lower().replace(" ", "-")


def statements_of(spec: Spec, *commands: str) -> list[Statement]:
    """The statements of some commands, or of families that stand for all (`spec.wording.FAMILIES`)."""
    return [statement for statement in statements(spec) if statement.address.partition("/")[0] in commands]


@dataclass(frozen=True)
class Condition:
    """When a parameter must be sent although it is not required in general, and the error it earns otherwise."""

    text: str
    error: Error
    address: str
    level: Level


@dataclass(frozen=True)
class ParameterRow:
    """A line of a command's parameter table. `values` are those allowed, `also` those of the reference server."""

    parameter: Parameter
    type: str
    requirement: str
    conditions: tuple[Condition, ...]
    values: tuple[str, ...]


def parameter_rows(spec: Spec, command: Command) -> list[ParameterRow]:
    """Every parameter of a command: its own first, then those that all commands take."""
    unneeded = spec.credentials if command.anonymous else ()
    common = tuple(parameter for parameter in spec.parameters if parameter.name not in unneeded)
    return [_parameter_row(spec, command, parameter) for parameter in command.parameters + common]


def _parameter_row(spec: Spec, command: Command, parameter: Parameter) -> ParameterRow:
    conditions = tuple(_conditions(command, parameter.name))
    values = (command.name,) if parameter.name == "Command" else parameter.values
    requirement = _requirement(spec, parameter, conditional=bool(conditions))
    return ParameterRow(parameter, KIND_WORDS[parameter.kind], requirement, conditions, values)


def _requirement(spec: Spec, parameter: Parameter, *, conditional: bool) -> str:
    if parameter.name in spec.credentials:
        return "either credential"
    if parameter.required:
        return "required"
    return "conditional" if conditional else "optional"


def _conditions(command: Command, parameter: str) -> Iterator[Condition]:
    for error, cause in command.causes:
        if cause.word is Word.MISSING and cause.given and parameter in cause.parameters:
            others = " or ".join(name for name in cause.parameters if name != parameter)
            text = f"Required when {cause.given.parameter} is {cause.given.value}"
            text += f", unless {others} is sent" if others else ""
            yield Condition(text, error, address(command.name, error.id), cause.level)


@dataclass(frozen=True)
class AnswerField:
    """A key of a success answer. `path` is dotted, with `[]` for the items of a list."""

    path: str
    type: str
    presence: str
    level: Level
    description: str


_ANY: Mapping[str, Any] = {}
_IS_OBJECT = {"type": "object"}


def answer_fields(spec: Spec, command: Command) -> list[AnswerField]:
    """Every key of a command's success, the envelope's first.

    `level` is that of the key itself: MUST where the success's `schema` names it, SHOULD where only `shown` does.
    """
    return [*_fields(spec.envelope, _ANY), *_fields(command.success.schema, command.success.shown)]


def _fields(schema: Mapping[str, Any], shown: Mapping[str, Any], prefix: str = "") -> Iterator[AnswerField]:
    stated, exemplary = schema.get("properties", _ANY), shown.get("properties", _ANY)
    for name in [*stated, *(name for name in exemplary if name not in stated)]:
        field, example = stated.get(name, _ANY), exemplary.get(name, _ANY)
        path, level = prefix + name, Level.MUST if name in stated else Level.SHOULD
        described = {**field, **example}
        description = described.get("description", "")
        yield AnswerField(path, _type_words(field, example), _presence(name, schema, shown), level, description)
        yield from _fields(field, example, f"{path}.")
        yield from _fields(field.get("items", _ANY), example.get("items", _ANY), f"{path}[].")


def _type_words(field: Mapping[str, Any], example: Mapping[str, Any]) -> str:
    stated, shown = _types(field), _types(example)
    if "const" in example:
        shown = f"always {example['const']!r}".replace("''", "empty")
    if stated and shown and stated != shown:
        return f"{stated}; the example: {shown}"
    return shown or stated or "any"


def _types(schema: Mapping[str, Any]) -> str:
    named = schema.get("type", [])
    return named if isinstance(named, str) else " or ".join(named)


def _presence(name: str, schema: Mapping[str, Any], shown: Mapping[str, Any]) -> str:
    return "always" if name in [*_required(schema), *_required(shown)] else "sometimes"


def _required(schema: Mapping[str, Any]) -> list[str]:
    """The required keys, with those required of every object where the value may also be something else."""
    conditional = schema.get("then", _ANY).get("required", []) if schema.get("if") == _IS_OBJECT else []
    return [*schema.get("required", []), *conditional]


def before_sentence(spec: Spec, command: Command) -> str:
    """The status a command starts from, in words: "The campaign is Sending before; other servers …"."""
    found = before(spec, command)
    if command.new_campaign and command.subject is None:
        return "There is no campaign before."
    if found.any:
        return "The campaign is in any status before."
    further = f"; other servers may also take {' or '.join(found.further)}" if found.further else ""
    return f"The campaign is {' or '.join(found.statuses)} before{further}."


def after_sentence(command: Command) -> str:
    """The status a success leaves behind, in words, with what the reference server picks where there is a choice."""
    effect = command.success.sets
    if effect is None:
        return "The command sets no status of its own."
    sentence = effect_sentence(effect)
    if command.new_campaign:
        sentence = sentence.replace("The campaign", "The new campaign", 1)
    if not (effect.one_of or effect.none_of):
        return sentence
    picked = ", ".join([effect.status, *(f"{name} {value}" for name, value in effect.fields.items())])
    return f"{sentence} The reference server makes it {picked}."


def again_sentence(command: Command) -> str:
    """What comes of sending a command a second time, in words, as far as the spec tells."""
    if command.reads:
        return "It only reads, so it may be sent again at any time."
    if command.creates:
        return "Each call makes another one: where an answer got lost, look for what it made before sending it again."
    return ""


UNPLACED = "open"
"""The place of open questions that are about no parameter and no part of a command."""


def questions_by_place(spec: Spec, command: Command) -> dict[str, list[OpenQuestion]]:
    """What the page leaves open about a command, by the parameter or part that it is about, or UNPLACED."""
    places = {"success", "errors", "status", *(parameter.name for parameter in command.parameters)}
    found: dict[str, list[OpenQuestion]] = {}
    for question in spec.open_questions:
        if command.name in question.commands:
            place = question.beside if question.beside in places else UNPLACED
            found.setdefault(place or UNPLACED, []).append(question)
    return found


def sets_directly(spec: Spec, command: Command) -> list[Parameter]:
    """The parameters of a command that write a status as it is sent."""
    names = {status.name for status in spec.statuses}
    return [p for p in command.parameters if p.accepted and set(p.accepted) <= names and not p.selects]


def rule_operators(bundle: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """The rule types of a RulesJsonBundle's schema and the operators (or events) that each allows."""
    return [
        (branch["if"]["properties"]["type"]["const"], _listed(branch["then"]["properties"]))
        for branch in bundle["$defs"]["rule"]["allOf"]
    ]


def _listed(properties: Mapping[str, Any]) -> list[str]:
    return [value for name in ("operator", "event") for value in properties.get(name, _ANY).get("enum", ())]
