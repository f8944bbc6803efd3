"""Each statement of a spec has a place in its files."""

from __future__ import annotations

from campaign_contract import spec
from campaign_contract.spec.places import places
from campaign_contract.spec.wording import statements


def test_every_statement_has_a_place(api):
    assert {statement.address for statement in statements(api)} <= set(places(spec.DEFAULT_DIRECTORY))


def test_a_place_is_the_line_that_makes_the_statement(folder):
    found = places(folder)
    for address, start in {
        "Campaign.Pause/not-sending": "  - id: not-sending",
        "Campaign.Resume/life-cycle": "  - id: life-cycle",
        "Campaign.Pause/status-after": "  sets: Paused",
        "Api/envelope": "  - {id: envelope,",
        "Http/framing": "  - {id: framing,",
    }.items():
        place = found[address]
        assert place.file.read_text(encoding="utf-8").splitlines()[place.line - 1].startswith(start)


def test_a_place_is_told_as_editors_and_terminals_take_it(folder):
    place = places(folder)["Campaign.Pause/success"]
    assert str(place) == f"{folder / 'commands' / 'campaign-pause.yaml'}:{place.line}"
