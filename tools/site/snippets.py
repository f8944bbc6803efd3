"""Sample requests in several languages, made from the page's own example of a command."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from campaign_contract.spec import Command, Spec
from campaign_contract.tools.artefacts import samples
from campaign_contract.tools.artefacts.templating import render

HOST = "https://example.test"
"""The host that the published samples name."""


@dataclass(frozen=True)
class Server:
    """What samples name: the address of a server, and a key that it takes."""

    host: str
    key: str


def published(spec: Spec) -> Server:
    """The placeholders of samples that stand on no server of their own."""
    return Server(HOST, str(samples.credential(spec).example))


@dataclass(frozen=True)
class Snippet:
    """A sample in one language. `lexer` is Pygments' name of it, `id` is usable in an HTML id.

    `pattern` is the sample as a form with two parameters, each SLOT = SLOT_VALUE on a line of its own, so that a
    page can write the sample anew for what its reader has typed.
    """

    id: str
    label: str
    lexer: str
    code: str
    pattern: str = ""


SLOT = "ParameterName"
SLOT_VALUE = "the value"
"""Not so plain that a sample could leave out quotes."""

LANGUAGES = (
    ("curl", "curl", "bash"),
    ("python", "Python", "python"),
    ("php", "PHP", "php"),
    ("javascript", "JavaScript", "javascript"),
    ("ruby", "Ruby", "ruby"),
    ("go", "Go", "go"),
)


def snippets(spec: Spec, command: Command, server: Server | None = None) -> list[Snippet]:
    """The command's example request as programs that send it to `server` and print the answer.

    Without a server, address and key are placeholders. Each program but curl ends with an exit status
    other than 0 when the command refuses the request.
    """
    server = server or published(spec)
    encoding, parameters = command.examples.encoding, _parameters(spec, command, server)
    return [
        Snippet(
            language,
            label,
            lexer,
            _program(spec, language, server, encoding, parameters.items()),
            _program(spec, language, server, "form", [(SLOT, SLOT_VALUE)] * 2),
        )
        for language, label, lexer in LANGUAGES
    ]


def _program(spec: Spec, language: str, server: Server, encoding: str, parameters: Iterable[tuple[str, str]]) -> str:
    return render(
        f"samples/{language}.jinja",
        url=server.host + spec.transport.path,
        method=spec.transport.method,
        encoding=encoding,
        media_type=spec.transport.encodings[encoding],
        parameters=list(parameters),
    )


def shortest(spec: Spec, command: Command, server: Server) -> Snippet:
    """The command by curl, with a credential and what it requires."""
    language, label, lexer = LANGUAGES[0]
    required = samples.minimal(spec, command) | {samples.credential(spec).name: server.key}
    parameters = [(name, str(value)) for name, value in reversed(required.items())]
    return Snippet(language, label, lexer, _program(spec, language, server, "form", parameters))


def _parameters(spec: Spec, command: Command, server: Server) -> dict[str, str]:
    """The example's parameters, the command first, with one credential instead of both, where it needs any."""
    own = {name: str(value) for name, value in command.examples.request.items() if name not in spec.credentials}
    credential = {} if command.anonymous else {samples.credential(spec).name: server.key}
    return {samples.COMMAND: own.pop(samples.COMMAND)} | credential | own
