"""The reference as one Markdown file, `spec/generated/reference.md`, which reads well on a code host."""

from __future__ import annotations

from spec.model import Spec
from spec.wording import GENERAL, address, cause_sentence
from tools import lifecycle, reference
from tools.generated import NOTICE
from tools.templating import render as render_template


def render(spec: Spec) -> str:
    """The whole reference as GitHub-flavoured Markdown: overview, commands, the campaign, errors, open questions."""
    return render_template(
        "reference.md",
        spec=spec,
        generated=NOTICE,
        general=reference.statements_of(spec, GENERAL),
        commands=[
            (
                command,
                reference.parameter_rows(spec, command),
                reference.answer_fields(spec, command),
                f"{reference.before_sentence(spec, command)} {reference.after_sentence(command)}",
                reference.statements_of(spec, command.name),
            )
            for command in spec.commands
        ],
        life_cycle=lifecycle.sentences(spec),
        kind_words=reference.KIND_WORDS,
        slug=_slug,
        address=address,
        cause_sentence=cause_sentence,
    )


def _slug(heading: str) -> str:
    """The fragment that a code host gives the heading of a command: "campaignpause"."""
    return heading.lower().replace(".", "")
