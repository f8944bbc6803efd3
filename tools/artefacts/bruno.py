"""A Bruno collection: a folder of text files, one a command, with an environment for the reference server."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from campaign_contract.spec import Spec
from campaign_contract.spec.request_schema import Flavour
from campaign_contract.tools.artefacts.artefact_format import NOTICE, json_text
from campaign_contract.tools.artefacts.postman import description
from campaign_contract.tools.artefacts.walkthrough import BASE_URL, Step, placeholder, steps, variables

DIRECTORY = "bruno"
ENVIRONMENT = "reference-server"


def render(spec: Spec) -> dict[str, str]:
    """Path → text of the files of the collection."""
    manifest = {"version": "1", "name": spec.title, "type": "collection", "x-generated-by": NOTICE}
    files = {"bruno.json": json_text(manifest), f"environments/{ENVIRONMENT}.bru": _environment(spec)}
    files |= {f"{_file_name(step)}.bru": _request(spec, step, place) for place, step in enumerate(steps(spec), 1)}
    return {f"{DIRECTORY}/{name}": text for name, text in files.items()}


def _file_name(step: Step) -> str:
    return step.title.replace(" (", ", ").replace(")", "")


def _environment(spec: Spec) -> str:
    """The values that `serve` starts with. A comment cannot stand there: the requests' docs describe them."""
    values = ((name, variable.value) for name, variable in variables(spec).items())
    return _dictionary("vars", [("~generatedBy", NOTICE), *values])


def _request(spec: Spec, step: Step, place: int) -> str:
    is_json = step.command.examples.encoding == Flavour.JSON
    kind = "json" if is_json else "formUrlEncoded"
    url = placeholder(BASE_URL) + spec.transport.path
    saves = [(name, f"res.body.{key}") for name, key in step.saves.items()]
    blocks = (
        _dictionary("meta", [("name", step.title), ("type", "http"), ("seq", place)]),
        _dictionary(spec.transport.method.lower(), [("url", url), ("body", kind), ("auth", "none")]),
        _text("body:json", json.dumps(step.sent, indent=2, ensure_ascii=False)) if is_json else _form(step),
        _dictionary("vars:post-response", saves) if saves else "",
        _dictionary("assert", [("res.status", f"eq {HTTPStatus.OK.value}"), ("res.body.Success", "eq true")]),
        _text("docs", "\n".join([NOTICE, "", description(step.command), "", *_explained(spec)])),
    )
    return "\n".join(filter(None, blocks))


def _form(step: Step) -> str:
    switched_off = {f"~{name}": value for name, value in step.optional.items()}
    return _dictionary("body:form-urlencoded", (step.sent | switched_off).items())


def _explained(spec: Spec) -> Iterator[str]:
    yield f"Variables, as the environment `{ENVIRONMENT}` has them:"
    yield ""
    yield from (f"- `{name}`: {variable.description}" for name, variable in variables(spec).items())


def _dictionary(name: str, entries: Iterable[tuple[str, Any]]) -> str:
    return "\n".join([f"{name} {{", *(f"  {key}: {value}" for key, value in entries), "}", ""])


def _text(name: str, text: str) -> str:
    return "\n".join([f"{name} {{", *(f"  {line}".rstrip() for line in text.splitlines()), "}", ""])
