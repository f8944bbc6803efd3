"""The docs as a static site: plain files that a browser opens from a folder or a server, without a network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

import campaign_contract
from campaign_contract.contract_tests.inventory import by_statement
from campaign_contract.mockserver.admin.api import ROOT
from campaign_contract.mockserver.pages import ORIGIN
from campaign_contract.spec import FailureShape, Json, Kind, Spec
from campaign_contract.spec.wording import FAMILIES, address, cause_sentence
from campaign_contract.tools.artefacts import docs_model, lifecycle, openapi_client, samples
from campaign_contract.tools.artefacts.artefact_format import NOTICE, json_text
from campaign_contract.tools.artefacts.templating import TEMPLATES
from campaign_contract.tools.artefacts.templating import render as render_template
from campaign_contract.tools.site import (
    command_line,
    command_page,
    control_api,
    inspector,
    markdown_page,
    search_index,
    try_form,
)
from campaign_contract.tools.site.command_page import Checks
from campaign_contract.tools.site.guides import Guide, guides, output, programs
from campaign_contract.tools.site.schema_fields import fields
from campaign_contract.tools.site.snippets import SLOT, Server, published, shortest

Page = Callable[..., str]
"""Template, file name and what the template needs besides → the page's text."""
_TRAFFIC = "client-traffic.html"
_CHAPTERS = {
    docs_model.OVERVIEW: "Overview",
    "campaign.html": "The campaign",
    "rules-json-bundle.html": "RulesJsonBundle",
    "errors.html": "Error index",
    "open-questions.html": "Left open",
    "command-line.html": "Command line",
    control_api.PAGE: "Control API",
    _TRAFFIC: "Coverage and proxy",
    "changelog.html": "Changelog",
}
_FOR_MODELS = "llms.txt"
"""What language models look for: every page with the address of its Markdown."""
_SCRIPTS_AND_STYLES = (*inspector.FRAME, "site.js", "connection.js", "try.js", "markdown.js")
_CHANGELOG = Path(campaign_contract.__file__).with_name("CHANGELOG.md")


def render(spec: Spec, live: str | None = None) -> dict[str, str]:
    """Every file of the site: path below the site's folder → text. The same spec gives the same bytes.

    `live` is a key of the server that shows the pages itself, or empty: samples and forms then begin with that server
    (ORIGIN, until it puts in its address) and that key.
    """
    held = by_statement(spec)
    placeholders = published(spec)
    server = placeholders if live is None else Server(ORIGIN, live or placeholders.key)
    page = partial(_page, spec, server, live is not None)
    guided = dict(_guides(page, spec, server))
    only_live = {} if live is None else inspector.render(spec, page)
    docs = {
        **dict(_chapters(page, spec, server, held)),
        **{guide.page: text for guide, text in guided.items()},
        **dict(_commands(page, spec, server, held)),
    }
    return {
        **docs,
        **{markdown_page.address(name): markdown_page.markdown(html) for name, html in docs.items()},
        _FOR_MODELS: page(_FOR_MODELS, _FOR_MODELS),
        "search-index.js": search_index.render(spec, guided),
        "openapi.json": _document(openapi_client.client(spec), live),
        "openapi-stand-in.json": _document(openapi_client.stand_in(spec), live),
        control_api.DOCUMENT: json_text(control_api.document(spec)),
        **{name: (TEMPLATES / name).read_text(encoding="utf-8") for name in _SCRIPTS_AND_STYLES},
        **only_live,
    }


def watching(spec: Spec) -> dict[str, str]:
    """The page of a proxy and what it needs, as in `render`."""
    return inspector.watching(spec, partial(_page, spec, published(spec), True))


def _document(document: Json, live: str | None) -> str:
    return json_text(document if live is None else {**document, "servers": [{"url": "/"}]})


def _changelog() -> Markup:
    text = _CHANGELOG.read_text(encoding="utf-8")
    return Markup(MarkdownIt("commonmark", {"html": False}).render(text))  # noqa: S704 (HTML in it is escaped)


def write(spec: Spec, directory: Path | str) -> list[Path]:
    """Write the site into `directory`, which is made where it is missing; other files there stay. Raises OSError."""
    root = Path(directory)
    root.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in render(spec).items():
        path = root / name
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def _commands(page: Page, spec: Spec, server: Server, held: Checks) -> Iterator[tuple[str, str]]:
    for command in spec.commands + spec.supporting:
        name = docs_model.page(command.name)
        yield name, page("command.html", name, **command_page.context(spec, command, server, held))


def _chapters(page: Page, spec: Spec, server: Server, held: Checks) -> Iterator[tuple[str, str]]:
    listing = try_form.lister(spec)
    about: Mapping[str, Mapping[str, Any]] = {
        docs_model.OVERVIEW: {
            "lister": listing.name if listing else None,
            "first_call": shortest(spec, listing, server) if listing else None,
            "life_cycle": Markup(lifecycle.render(spec)),  # noqa: S704 (escaped by its own template)
            "life_cycle_sentences": lifecycle.sentences(spec),
            "failure_shapes": [(shape, *_used(spec, shape.name)) for shape in spec.failure_shapes],
            "statements": docs_model.statements_of(spec, *FAMILIES),
            "checks": held,
        },
        "rules-json-bundle.html": {
            "bundle": spec.rules_bundle,
            "keys_inside": fields(spec.rules_bundle, spec.rules_bundle["$defs"]),
            "operators": docs_model.rule_operators(spec.rules_bundle),
            "example": _bundle_example(spec),
        },
        "command-line.html": {"usages": command_line.usages()},
        control_api.PAGE: _control_api(spec, server),
        _TRAFFIC: {"control_api": control_api.PAGE},
        "changelog.html": {"changelog": _changelog()},
    }
    for name in _CHAPTERS:
        yield name, page(name, name, **about.get(name, {}))


def _control_api(spec: Spec, server: Server) -> Mapping[str, Any]:
    described = control_api.described_schemas(spec)
    return {
        "topics": control_api.topics(spec, server.host),
        "schemas": described,
        "described": {name for name, _ in described},
        "api": ROOT,
        "document": control_api.DOCUMENT,
    }


def _guides(page: Page, spec: Spec, server: Server) -> Iterator[tuple[Guide, str]]:
    for guide in guides(spec):
        context = {"guide": guide, "snippets": programs(spec, guide, server), "output": output(guide)}
        yield guide, page(guide.template, guide.page, **context)


def _used(spec: Spec, shape: FailureShape) -> tuple[list[str], Json | None]:
    users = [command for command in spec.commands if command.failure is shape and command.errors]
    return [command.name for command in users], next((user.examples.failure for user in users), None)


def _bundle_example(spec: Spec) -> Any:
    parameters = (parameter for command in spec.commands for parameter in command.parameters)
    return next((json.loads(parameter.example) for parameter in parameters if parameter.kind is Kind.RULES), {})


def _page(spec: Spec, server: Server, is_live: bool, template: str, name: str, root: str = "", **context: Any) -> str:
    """`root` leads from the page's folder to the site's."""
    return render_template(
        template,
        root=root,
        spec=spec,
        server=server,
        is_live=is_live,
        credential=samples.credential(spec),
        slot=SLOT,
        current=name,
        stand_in_pages={docs_model.page(command.name) for command in spec.supporting},
        chapters=_CHAPTERS.items(),
        guides=guides(spec),
        generated=NOTICE,
        page=docs_model.page,
        anchor=docs_model.anchor,
        address=address,
        as_markdown=markdown_page.address,
        cause_sentence=cause_sentence,
        status_id=docs_model.status_id,
        kind_words=docs_model.KIND_WORDS,
        **context,
    )
