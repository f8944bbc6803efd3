"""All fronts by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from campaign_contract.tools.proof.fronts.front import Front
from campaign_contract.tools.proof.fronts.proxies import PROXIES
from campaign_contract.tools.proof.fronts.scripts import SCRIPTS
from campaign_contract.tools.proof.fronts.servers import SERVERS
from campaign_contract.tools.proof.trial.picking import NoMatch

FRONTS: Mapping[str, Front] = {front.name: front for front in (*SERVERS, *PROXIES, *SCRIPTS)}
"""In the order in which they are run and reported."""


def chosen(names: Sequence[str]) -> list[Front]:
    """The fronts of these names, which may hold * and ?, in the table's order; all without any. Raises NoMatch."""
    for name in names:
        if not any(fnmatchcase(known, name) for known in FRONTS):
            raise NoMatch(f"no front is called {name!r}; `campaign-contract fronts --list` shows all")
    return [front for known, front in FRONTS.items() if not names or any(fnmatchcase(known, name) for name in names)]
