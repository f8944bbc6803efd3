"""The guides: what a reader wants to do, across commands, each with a whole program in several languages."""

from __future__ import annotations

from dataclasses import dataclass

from campaign_contract.spec import Spec
from campaign_contract.tools.artefacts import samples
from campaign_contract.tools.artefacts.templating import TEMPLATES, render
from campaign_contract.tools.site.snippets import LANGUAGES, Server, Snippet, published


@dataclass(frozen=True)
class Guide:
    """One guide. Its text and programs are templates named by `id`; `about` are the commands that they speak of."""

    id: str
    title: str
    summary: str
    about: tuple[str, ...]

    @property
    def page(self) -> str:
        """The name of its file in the site."""
        return f"guide-{self.id}.html"

    @property
    def template(self) -> str:
        """The template of its page."""
        return f"guides/{self.id}.html"


_GUIDES = (
    Guide(
        "first-campaign",
        "From Draft to Sent",
        "A campaign's whole life, in the order in which a program calls.",
        (
            *("Campaign.Create", "Campaign.Update", "Campaign.Approve", "Campaign.Get", "Campaigns.Get"),
            *("Campaign.Pause", "Campaign.Resume", "Campaign.Cancel"),
        ),
    ),
    Guide(
        "authentication",
        "Authentication",
        "Which credential to send, where, and what happens when it is refused.",
        ("Campaigns.Get",),
    ),
    Guide(
        "errors",
        "Errors and retries",
        "How to read a refusal, and what may be sent again.",
        ("Campaign.Get", "Campaign.Pause", "Campaign.Copy", "Campaigns.Delete", "Campaigns.Get"),
    ),
    Guide(
        "paging",
        "Paging and filters",
        "How to read a list of campaigns of any length (pagination).",
        ("Campaigns.Get",),
    ),
    Guide(
        "scheduling",
        "Scheduling and time zones",
        "At once, at a moment, or again and again.",
        ("Campaign.Create", "Campaign.Update", "Campaign.Get"),
    ),
    Guide(
        "audience",
        "The audience",
        "Lists, segments and rules: who gets the campaign.",
        ("Campaign.Create", "Campaign.Update"),
    ),
)


def guides(spec: Spec) -> list[Guide]:
    """The guides that this spec can follow: those about commands that it has."""
    known = {command.name for command in spec.commands}
    return [guide for guide in _GUIDES if known.issuperset(guide.about)]


def programs(spec: Spec, guide: Guide, server: Server | None = None) -> list[Snippet]:
    """The guide's program in each language, calling `server`; without one, address and key are placeholders."""
    server = server or published(spec)
    url, credential = server.host + spec.transport.path, samples.credential(spec).name
    context = {"url": url, "credential": credential, "key": server.key}
    return [
        Snippet(language, label, lexer, render(f"guides/samples/{guide.id}.{language}.jinja", **context))
        for language, label, lexer in LANGUAGES
    ]


def output(guide: Guide) -> str:
    """What the guide's programs print on a fresh reference server."""
    return (TEMPLATES / "guides" / "samples" / f"{guide.id}.txt").read_text(encoding="utf-8")
