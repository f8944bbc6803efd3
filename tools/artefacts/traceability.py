"""The traceability matrix: each statement of the spec, what checks it, what serves it, what proves the check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from campaign_contract.contract_tests.inventory import unchecked
from campaign_contract.spec import Level, Spec, Statement
from campaign_contract.spec.wording import statements
from campaign_contract.tools.artefacts import docs_model
from campaign_contract.tools.artefacts.artefact_format import NOTICE, json_text
from campaign_contract.tools.artefacts.server_rules import server_rule
from campaign_contract.tools.artefacts.templating import render as render_template

Names = Mapping[str, Sequence[str]]
"""Statement address → the names that belong to it."""


@dataclass(frozen=True)
class Row:
    """One statement with the checks, the server rule, the mutants and the place in the docs that belong to it."""

    address: str
    level: Level
    section: str
    rule: str
    checks: tuple[str, ...]
    server: str
    mutants: tuple[str, ...]
    docs: str


def rows(spec: Spec, checks: Names, mutants: Names) -> list[Row]:
    """A row for each statement, in the order of the spec.

    `checks` maps a statement's address to the checks that hold it, `mutants` to the mutants that those checks caught.
    Raises ValueError when either names an address that is no statement of the spec.
    """
    known = list(statements(spec))
    _refuse_unknown({statement.address for statement in known}, checks, mutants)
    return [_row(spec, statement, checks, mutants) for statement in known]


def holes(spec: Spec, checks: Names) -> list[str]:
    """The addresses of the statements at MUST that no check holds. Raises ValueError as `rows` does."""
    _refuse_unknown({statement.address for statement in statements(spec)}, checks)
    held = {address for address, ids in checks.items() if ids}
    return [item.address for item in unchecked(spec, held) if item.level is Level.MUST]


def render_markdown(spec: Spec, checks: Names, mutants: Names) -> str:
    """The matrix as a Markdown table, with its holes named above it. Raises ValueError as `rows` does."""
    return render_template(
        "traceability.md",
        generated=NOTICE,
        rows=rows(spec, checks, mutants),
        holes=holes(spec, checks),
    )


def render_json(spec: Spec, checks: Names, mutants: Names) -> str:
    """The matrix as `{"$comment", "holes": [address…], "statements": [row…]}`. Raises ValueError as `rows` does."""
    matrix = {
        "$comment": NOTICE,
        "holes": holes(spec, checks),
        "statements": [asdict(row) for row in rows(spec, checks, mutants)],
    }
    return json_text(matrix)


def _refuse_unknown(known: set[str], *named: Names) -> None:
    unknown = sorted({name for names in named for name in names} - known)
    if unknown:
        raise ValueError(f"no such statement: {', '.join(unknown)}; `campaign-contract list` prints them all")


def _row(spec: Spec, statement: Statement, checks: Names, mutants: Names) -> Row:
    return Row(
        statement.address,
        statement.level,
        statement.section,
        statement.rule,
        tuple(checks.get(statement.address, ())),
        server_rule(spec, statement.address),
        tuple(mutants.get(statement.address, ())),
        docs_model.anchor(statement.address),
    )
