"""The inspector: a page of the running reference server that shows what happens and does what a test can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from campaign_contract.mockserver.admin.api import ROOT
from campaign_contract.mockserver.admin.operation import Operation, in_braces
from campaign_contract.mockserver.admin.table import OPERATIONS, WATCHING
from campaign_contract.mockserver.exchange import FAULT
from campaign_contract.mockserver.faults import STATUSES, Garbling
from campaign_contract.spec import Spec
from campaign_contract.spec.wording import address, statements
from campaign_contract.tools.artefacts import docs_model, lifecycle
from campaign_contract.tools.artefacts.artefact_format import NOTICE
from campaign_contract.tools.artefacts.templating import TEMPLATES, to_json

PAGE = f"{ROOT[1:]}/index.html"
FRAME = ("site.css", "print.css", "theme.js", "frame.js")
"""What every page needs."""
_FOLDER = "inspector"
_SECTIONS = ("Journal", "Campaigns", "Coverage", "Clock", "Delivery", "Faults", "Snapshots", "Reset")
_CLOCK = (
    ("Advance", "", (("advance", "By", "PT1H"),)),
    ("Set", "", (("set", "To", "2030-01-01T00:00:00Z"),)),
    ("Freeze", {"freeze": True}, ()),
    ("Let it run", {"run": True}, ()),
    ("Real time", {"reset": True}, ()),
)
"""The changes of the time: what a button says, what it sends, and the fields beside it with their names and values."""
_LATENCIES = (
    ("fixed", "Latency, fixed", (("fixed", "Seconds", "1"),)),
    ("uniform", "Latency, uniform", (("uniform.0", "From", "0.1"), ("uniform.1", "To", "1"))),
    (
        "log_normal",
        "Latency, log-normal",
        (("log_normal.median", "Median", "0.2"), ("log_normal.sigma", "Sigma", "0.5")),
    ),
)


def render(spec: Spec, page: Callable[..., str]) -> dict[str, str]:
    """Its files: path below the site's folder → text. `page` makes a page of a template, as for the docs."""
    return {
        PAGE: page("inspector.html", PAGE, root="../", **_shown(spec)),
        f"{_FOLDER}/facts.js": _facts(OPERATIONS, _rules(spec)),
        **_scripts(),
    }


def watching(spec: Spec, page: Callable[..., str]) -> dict[str, str]:
    """The same for a proxy, which has nothing to change and no docs: the coverage and the journal, all below ROOT."""
    files = {
        "index.html": page("watching.html", "index.html", commands=_commands(spec)),
        f"{_FOLDER}/facts.js": _facts(WATCHING, {}),
        **_scripts(),
        **{name: (TEMPLATES / name).read_text(encoding="utf-8") for name in FRAME},
    }
    return {f"{ROOT[1:]}/{name}": text for name, text in files.items()}


def _scripts() -> dict[str, str]:
    files = sorted((TEMPLATES / _FOLDER).iterdir())
    return {f"{_FOLDER}/{file.name}": file.read_text(encoding="utf-8") for file in files}


def _shown(spec: Spec) -> Mapping[str, Any]:
    return {
        "sections": [(name.lower(), name) for name in _SECTIONS],
        "commands": _commands(spec),
        "life_cycle": Markup(lifecycle.render(spec)),  # noqa: S704 (escaped by its own template)
        "clock": _CLOCK,
        "faults": _faults(spec),
    }


def _commands(spec: Spec) -> list[str]:
    return [command.name for command in (*spec.commands, *spec.supporting)]


def _faults(spec: Spec) -> list[tuple[str, str, list[tuple[str, str, list[Any], str]]]]:
    """The kinds of faults: id, label and fields, each with name, label, choices and value."""
    commands = (*spec.commands, *spec.supporting)
    errors = [address(command.name, error.id) for command in commands for error in command.errors]
    return [
        ("status", "HTTP status", [("status", "Status", list(STATUSES), ""), ("retry_after", "Retry after", [], "1")]),
        ("error", "Documented error", [("error", "Error", errors, "")]),
        ("garbling", "Spoiled answer", [("garbling", "How", list(Garbling), "")]),
        *(
            (id, label, [(f"latency.{name}", text, [], value) for name, text, value in fields])
            for id, label, fields in _LATENCIES
        ),
    ]


def _facts(offered: Sequence[Operation], rules: Mapping[str, str]) -> str:
    """What its scripts know of the table and of the docs: where operations are asked for, where rules are told."""
    operations = {item.name: [item.method, ROOT + in_braces(item.path)] for item in offered}
    facts: Mapping[str, Any] = {"operations": operations, "rules": rules}
    return f"// {NOTICE}\n" + "".join(f"export const {name} = {to_json(value)};\n" for name, value in facts.items())


def _rules(spec: Spec) -> dict[str, str]:
    """Where the docs tell each rule that can decide, by its address."""
    told = {statement.address: docs_model.anchor(statement.address) for statement in statements(spec)}
    told |= {f"{FAULT}/{fault.id}": f"{docs_model.OVERVIEW}#fault-{fault.id}" for fault in spec.faults}
    for command in spec.supporting:
        told[address(command.name, "success")] = f"{docs_model.page(command.name)}#success"
        errors = (address(command.name, error.id) for error in command.errors)
        told |= {error: docs_model.anchor(error) for error in errors}
    return told
