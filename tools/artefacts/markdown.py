"""The docs as one Markdown file, `spec/generated/reference.md`, which reads well on a code host."""

from __future__ import annotations

from campaign_contract.spec import Spec
from campaign_contract.spec.wording import FAMILIES, address, cause_sentence
from campaign_contract.tools.artefacts import docs_model, lifecycle
from campaign_contract.tools.artefacts.artefact_format import NOTICE
from campaign_contract.tools.artefacts.templating import render as render_template


def render(spec: Spec) -> str:
    """The whole docs as GitHub-flavoured Markdown: overview, commands, the campaign, errors, open questions."""
    return render_template(
        "reference.md",
        spec=spec,
        generated=NOTICE,
        general=docs_model.statements_of(spec, *FAMILIES),
        commands=[
            (
                command,
                docs_model.parameter_rows(spec, command),
                docs_model.answer_fields(spec, command),
                f"{docs_model.before_sentence(spec, command)} {docs_model.after_sentence(command)}",
                docs_model.statements_of(spec, command.name),
            )
            for command in spec.commands
        ],
        life_cycle=lifecycle.sentences(spec),
        kind_words=docs_model.KIND_WORDS,
        slug=_slug,
        address=address,
        cause_sentence=cause_sentence,
    )


def _slug(heading: str) -> str:
    """The fragment that a code host gives the heading of a command: "campaignpause"."""
    return heading.lower().replace(".", "")
