"""Stories of Campaigns.Get with a keyword: a part of a name, taken as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from campaign_contract.contract_tests.api.expect import equal, same_campaigns
from campaign_contract.contract_tests.api.outcomes import require
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.checks import Case, shared, story
from campaign_contract.contract_tests.stories.groups import Names, group, ids_of

PAGE = 100
KEYWORDS: Mapping[str, tuple[str, str]] = {
    "start": ("Alpha beta gamma", "Alpha"),
    "middle": ("Alpha beta gamma", "pha beta ga"),
    "end": ("Alpha beta gamma", "gamma"),
    "quotes": ('it\'s "quoted"', 'it\'s "quoted"'),
    "form-characters": ("a+b & c=d", "+b & c="),
    "spaces": ("two  spaces", "o  s"),
    "unicode": ("Übergröße 夏", "größe 夏"),
    "one-character": ("rare ŷ here", "ŷ"),
}


@shared
def names(world: World) -> Names:
    """Campaigns that only their names' endings tell apart; no check changes them."""
    return Names(world, world.name("names"))


@shared
def lookalikes(world: World) -> Names:
    """The same for names of which a pattern finds several."""
    return Names(world, world.name("lookalikes"))


@story("Campaigns.Get/keyword", variants=KEYWORDS)
def test_keyword(world: World, case: Case, names: Names) -> None:
    """A part of the name finds the campaign and not one without that part."""
    ending, keyword = case.data
    named, other = names.ending(ending), names.ending("something else")
    ids = ids_of(world.all_rows(SearchKeyword=keyword))
    sent = f"with SearchKeyword={told(keyword)}, the campaign"
    require(equal(f"{sent} {told(named.name)} is listed", True, named.number in ids))
    require(equal(f"{sent} {told(other.name)} is listed", False, other.number in ids))


@story("Campaigns.Get/keyword", variants={"zero": "0"})
def test_keyword_like_nothing(world: World, case: Case) -> None:
    """A keyword that languages take for nothing is one, too."""
    world.create(f"z {world.name('without it')}".replace(case.data, "o"))
    rows = world.rows(SearchKeyword=case.data, RecordsPerRequest=PAGE, OrderField="CampaignName", OrderType="DESC")
    without = [row.name for row in rows if case.data not in row.name]
    require(equal(f"names without it under SearchKeyword={case.data}", [], without))


@story("Campaigns.Get/keyword", variants={"no-match": None})
def test_keyword_without_a_match(world: World) -> None:
    """A keyword that no name contains finds nothing."""
    rows = world.rows(SearchKeyword=world.name("nobody has this name"))
    require(
        same_campaigns("the list with a SearchKeyword that no name holds", {}, {row.id or 0: row.name for row in rows})
    )


@story("Campaigns.Get/keyword", variants={"long": "x" * 60})
def test_long_keyword(world: World, case: Case) -> None:
    """A keyword of a hundred characters is taken whole: what differs at its end is another name."""
    made = group(world, f"{case.data} one", f"{case.data} two")
    require(equal("ids", made.ids[:1], ids_of(world.rows(SearchKeyword=made.campaigns[0].name))))


@story("Campaigns.Get/keyword", variants={"other-fields": None})
def test_keyword_is_for_names(world: World) -> None:
    """What stands in another field, the id or the status, finds nothing."""
    campaign, text = world.create(), world.name("explained")
    world.update(campaign, ApprovalUserExplanation=text)
    require(equal("ids under the explanation", [], ids_of(world.rows(SearchKeyword=text))))
    for keyword, what in ((str(campaign.id), "id"), ("Draft", "status")):
        listed = campaign.number in ids_of(world.all_rows(SearchKeyword=keyword))
        require(equal(f"the campaign is listed under its {what}", keyword in campaign.name, listed))


@story("Campaigns.Get/keyword", variants={"other-case": None})
def test_keyword_in_another_case(world: World, observe: Callable[[str], None]) -> None:
    """Whether another case matches is only observed; the same case does."""
    made = group(world, "MixedCase")
    same = ids_of(world.rows(SearchKeyword=f"{made.token} MixedCase"))
    other = ids_of(world.rows(SearchKeyword=f"{made.token} mixedcase"))
    require(equal("ids in the same case", made.ids, same))
    observe(f"a keyword in another case {'matches' if other else 'does not match'}")


@story(
    "Campaigns.Get/keyword-wildcards",
    variants={
        "percent": ("100% sure", "100x sure", "100%"),
        "underscore": ("a_b", "axb", "a_b"),
        "star": ("a*b", "axxb", "a*b"),
        "dot": ("a.b", "axb", "a.b"),
        "brackets": ("a[b]", "ab", "a[b]"),
        "backslash": ("a\\b", "ab", "a\\b"),
        "blank-behind": ("alpha b", "alphab", "alpha "),
    },
)
def test_wildcards_are_literal(world: World, case: Case, lookalikes: Names) -> None:
    """What stands for anything in a LIKE pattern stands for itself here."""
    literal, lookalike, keyword = case.data
    wanted, _ = lookalikes.ending(literal), lookalikes.ending(lookalike)
    require(equal("ids", [wanted.number], ids_of(world.rows(SearchKeyword=f"{lookalikes.token} {keyword}"))))
