"""`requests.http`: every command as plain requests, for the HTTP clients of editors (VS Code, JetBrains, httpYac)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

from campaign_contract.spec import Parameter, Spec
from campaign_contract.spec.request_schema import Flavour
from campaign_contract.tools.artefacts.artefact_format import NOTICE
from campaign_contract.tools.artefacts.walkthrough import BASE_URL, Step, placeholder, steps, variables

FILE = "requests.http"


def render(spec: Spec) -> dict[str, str]:
    """File name → text of the file."""
    blocks = ["\n".join(_head(spec)), *("\n".join(_block(spec, step)) for step in steps(spec))]
    return {FILE: "\n\n".join(blocks) + "\n"}


def _head(spec: Spec) -> Iterator[str]:
    yield f"# {NOTICE}"
    yield f"# {spec.title}. Every answer is a JSON object with Success and ErrorCode."
    yield "# The values are what `campaign-contract serve` starts with, so that each request works there at once."
    yield "# A request that makes a campaign puts its id in, by a script that JetBrains' client and httpYac run; other"
    yield "# clients, such as VS Code's REST Client, send it along: take the lines that begin with `>` out for them."
    for name, variable in variables(spec).items():
        yield f"# {variable.description}"
        yield f"@{name} = {variable.value}"


def _block(spec: Spec, step: Step) -> Iterator[str]:
    yield f"### {step.title}"
    if not step.arranges:
        yield from (f"# {line}" for line in _remarks(step))
    if step.command.examples.encoding == Flavour.FORM:
        yield "# @no-auto-encoding"
    yield f"{spec.transport.method} {placeholder(BASE_URL)}{spec.transport.path}"
    yield f"Content-Type: {spec.transport.encodings[step.command.examples.encoding]}"
    yield ""
    yield _body(step)
    for name, key in step.saves.items():
        yield ""
        yield f'> {{% client.global.set("{name}", String(response.body.{key})); %}}'


def _remarks(step: Step) -> Iterator[str]:
    command = step.command
    yield command.summary
    optional = [parameter for parameter in command.parameters if parameter.name not in step.sent]
    yield from (f"Optional: {_described(parameter)}" for parameter in optional)
    keys = [*command.success.schema.get("properties", {}), *command.success.shown.get("properties", {})]
    yield f"Answers: {', '.join(dict.fromkeys(['Success', 'ErrorCode', *keys]))}"
    yield from (f"Error {error.code}: {error.message}" for error in command.errors)


def _described(parameter: Parameter) -> str:
    return f"{parameter.name} = {parameter.example} ({parameter.description.rstrip('.')})"


def _body(step: Step) -> str:
    if step.command.examples.encoding == Flavour.JSON:
        return json.dumps(step.sent, indent=2, ensure_ascii=False)
    return "&".join(f"{name}={quote(str(value), safe=_UNCHANGED)}" for name, value in step.sent.items())


_UNCHANGED = "{},:"
"""Braces stand around variables; comma and colon mean nothing in a form."""
