"""Sample requests in four languages, made from the page's own example of a command."""

from __future__ import annotations

from dataclasses import dataclass

from campaign_contract.spec import Command, Spec
from campaign_contract.tools.artefacts import samples
from campaign_contract.tools.artefacts.templating import render

HOST = "https://example.test"
"""The host that the published samples name."""


@dataclass(frozen=True)
class Snippet:
    """A sample in one language. `lexer` is Pygments' name of it, `id` is usable in an HTML id."""

    id: str
    label: str
    lexer: str
    code: str


LANGUAGES = (
    ("curl", "curl", "bash"),
    ("python", "Python", "python"),
    ("php", "PHP", "php"),
    ("javascript", "JavaScript", "javascript"),
)


def snippets(spec: Spec, command: Command) -> list[Snippet]:
    """The command's example request as programs that send it and print the answer.

    Host and credential are placeholders. Each program but curl ends with an exit status
    other than 0 when the command refuses the request.
    """
    context = {
        "url": HOST + spec.transport.path,
        "method": spec.transport.method,
        "encoding": command.examples.encoding,
        "media_type": spec.transport.encodings[command.examples.encoding],
        "parameters": _parameters(spec, command),
    }
    return [
        Snippet(language, label, lexer, render(f"samples/{language}.jinja", **context))
        for language, label, lexer in LANGUAGES
    ]


def shortest(spec: Spec, command: Command) -> Snippet:
    """The command by curl, with a credential and what it requires."""
    language, label, lexer = LANGUAGES[0]
    parameters = {name: str(value) for name, value in reversed(samples.minimal(spec, command).items())}
    code = render(f"samples/{language}.jinja", url=HOST + spec.transport.path, encoding="form", parameters=parameters)
    return Snippet(language, label, lexer, code)


def _parameters(spec: Spec, command: Command) -> dict[str, str]:
    """The example's parameters, the command first, with one credential instead of both."""
    one = samples.credential(spec)
    own = {name: str(value) for name, value in command.examples.request.items() if name not in spec.credentials}
    return {samples.COMMAND: own.pop(samples.COMMAND), one.name: str(one.example)} | own
