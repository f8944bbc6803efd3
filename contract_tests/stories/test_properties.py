"""Generated requests to single commands: any mixture of parameters, any mixture of filters, any text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from campaign_contract.contract_tests.api.client import FORM, JSON
from campaign_contract.contract_tests.api.expect import equal, success, unchanged
from campaign_contract.contract_tests.api.outcomes import require
from campaign_contract.contract_tests.api.safety import NO_SUCH_VALUE
from campaign_contract.contract_tests.api.untouched import Untouched
from campaign_contract.contract_tests.api.world import NEVER_ISSUED, World, new_campaign
from campaign_contract.contract_tests.checks import story
from campaign_contract.contract_tests.explore import campaign_model as model
from campaign_contract.contract_tests.explore.search import Search

LENGTH = 100
"""So many characters of a name are kept."""


def updates(world: World) -> SearchStrategy[dict[str, Any]]:
    """Parameters of Campaign.Update, each left out, good, faulty or empty; nothing that could send unless allowed."""
    settings = world.settings
    statuses = ["Draft", NO_SUCH_VALUE, "Paused", *(["Ready", "Sending"] if settings.may_send else [])]
    emails = [NEVER_ISSUED, *settings.emails, *filter(None, [settings.foreign_email_id])]
    schedule_types = ["Future", "Recursive", "Immediate", NO_SUCH_VALUE, "Not Scheduled"]
    numbers = st.sampled_from(["1", ""])
    return st.fixed_dictionaries(
        {},
        optional={
            "ScheduleType": st.sampled_from(schedule_types if settings.may_send else ["Not Scheduled"]),
            "SendDate": st.sampled_from([settings.send_date, ""]),
            "SendTime": st.sampled_from([settings.send_time, ""]),
            "SendTimeZone": st.sampled_from([settings.time_zone, ""]),
            "ScheduleRecDaysOfWeek": numbers,
            "ScheduleRecDaysOfMonth": numbers,
            "ScheduleRecMonths": numbers,
            "ScheduleRecHours": numbers,
            "ScheduleRecMinutes": numbers,
            "ScheduleRecSendMaxInstance": numbers,
            "CampaignStatus": st.sampled_from(statuses),
            "RelEmailID": st.sampled_from(emails),
            "ApprovalUserExplanation": st.just("of a mixture"),
            "PublishOnRSS": st.sampled_from(["Enabled", "Disabled"]),
        },
    )


@story("Campaign.Update/any-mixture")
def test_any_mixture_of_parameters(world: World, untouched: Untouched) -> None:
    """A refusal has the number of a fault that is there, and changes nothing; without a fault there is none.

    What is scheduled may be sent at once, so that its status is another one already.
    """
    own_emails, update = frozenset(world.settings.emails), world.spec.command("Campaign.Update")

    def holds(request: tuple[dict[str, Any], str]) -> None:
        sent, encoding = request
        with untouched.lent(update) as loan:
            campaign = loan.campaign
            assert campaign, "Campaign.Update names one"
            named = {**sent, "CampaignName": world.name("mixture")}
            typed = _typed(named) if encoding == JSON else named
            reply = world.owner.call(update.name, {"CampaignID": campaign.id, **typed}, encoding=encoding)
            require(model.updated(named, model.Known(own_emails=own_emails)).differences(reply))
            after = world.get(campaign)
            if not reply.succeeded:
                require(unchanged(loan.settings, after.settings))
                return
            untouched.changed()
            require(equal("name afterwards", named["CampaignName"], after.name))
            status = sent.get("CampaignStatus", loan.settings.get("CampaignStatus"))
            require(equal("status afterwards", status, after.status) if "ScheduleType" not in sent else [])

    requests = st.tuples(updates(world), st.sampled_from([FORM, JSON]))
    Search(world, examples=30, requests=100).every(requests, holds)


def _typed(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the id of the e-mail as a number."""
    return {name: int(value) if name == "RelEmailID" and value else value for name, value in sent.items()}


@dataclass(frozen=True)
class Listed:
    """A campaign as the whole list shows it."""

    id: int
    name: str
    status: str


QUERIES = st.fixed_dictionaries(
    {
        "keyword": st.sampled_from(["", " a", " b", " al", " be", " alpha", " nothing"]),
        "status": st.sampled_from([None, "All", "Draft", "Ready", "Sending", "Sent", "Failed"]),
        "order": st.sampled_from([None, "ASC", "DESC"]),
        "page": st.one_of(st.none(), st.tuples(st.integers(1, 8), st.integers(0, 8))),
        "flags": st.sampled_from([{}, {"RetrieveTags": "true"}, {"RetrieveStatistics": "false"}]),
        "encoding": st.sampled_from([FORM, JSON]),
    }
)
"""`keyword` goes behind the common beginning of the names, `page` is size and start; None is left out."""
ENDINGS = ("alpha", "bravo", "beta", "charlie", "alpine", "a", "beech")


@story("Campaigns.Get/filters-agree")
def test_any_mixture_of_filters(world: World) -> None:
    """The answer is what the filters leave of the whole list, or its beginning on a target with shorter pages."""
    token = world.name("filter")
    campaigns = [world.create(f"{token} {ending}") for ending in ENDINGS]
    if world.settings.may_send:
        for campaign, status in zip(campaigns, filter(world.life.lasts, ("Ready", "Sending", "Ready")), strict=False):
            world.bring(campaign, status)
    everything = [Listed(row.id or 0, row.name, row.status) for row in world.all_rows(SearchKeyword=token)]
    require(
        equal("ids in the list", sorted(campaign.number for campaign in campaigns), sorted(c.id for c in everything))
    )

    def holds(query: Mapping[str, Any]) -> None:
        keyword, status = token + query["keyword"], query["status"]
        left = [c for c in everything if keyword in c.name and status in (None, "All", c.status)]
        parameters = {"SearchKeyword": keyword, "CampaignStatus": status, **_ordered(query["order"]), **query["flags"]}
        reply = world.owner.call("Campaigns.Get", {**parameters, **_page(query["page"])}, encoding=query["encoding"])
        require(success(reply))
        require(_is_page_of(left, query, [row.id for row in world.rows_of(reply)]))

    Search(world, examples=60, requests=60).every(QUERIES, holds)


def _ordered(direction: str | None) -> dict[str, Any]:
    return {"OrderField": "CampaignName", "OrderType": direction} if direction else {}


def _page(page: tuple[int, int] | None) -> dict[str, Any]:
    return {"RecordsPerRequest": page[0], "RecordsFrom": page[1]} if page else {}


def _is_page_of(left: list[Listed], query: Mapping[str, Any], ids: list[int | None]) -> list[str]:
    """The differences between ids and the page of what the filters left; a shorter page need only hold something."""
    size, start = query["page"] or (len(left), 0)
    ordered = sorted(left, key=lambda campaign: campaign.name, reverse=query["order"] == "DESC")
    page = [campaign.id for campaign in ordered][start : start + size]
    if page and not ids:
        return [f"ids: expected {len(page)}, got none"]
    if query["order"]:
        return equal("ids", page[: len(ids)], ids)
    stray = set(ids) - {campaign.id for campaign in left}
    too_many = [f"ids: expected at most {len(page)}, got {len(ids)}"] if len(ids) > len(page) else []
    return [*equal("ids that the filters leave out", set(), stray), *too_many, *_repeated(ids)]


def _repeated(ids: list[int | None]) -> list[str]:
    return equal("ids listed twice", [], sorted(id or 0 for id in {*ids} if ids.count(id) > 1))


TEXTS = st.lists(
    st.one_of(
        st.characters(max_codepoint=0xFFFF, exclude_categories=("Cc", "Cs", "Cn", "Co")),
        st.sampled_from(["&amp;", "<b>", "%41", "+", "\\n", "'", '"', "\\u0041", "${x}", "{{x}}", "--", "  "]),
        st.sampled_from("\u00a0\u00ad\u0301\u200b\u200d\u2028\u202e\ufeff"),
    ),
    max_size=20,
).map("".join)
"""Text of the Basic Multilingual Plane without control characters."""


@story("Campaign.Create/name-kept", variants={"any-text": None})
def test_any_text_comes_back(world: World) -> None:
    """Whatever text a name holds, both reading commands show it unchanged, from a form and from JSON."""

    def holds(value: tuple[str, str]) -> None:
        text, encoding = value
        start = world.name("text")
        name = f"{start} {text}"[: LENGTH - 1] + "."
        reply = world.owner.call("Campaign.Create", {"CampaignName": name}, encoding=encoding)
        require(success(reply))
        campaign = new_campaign(reply, "CampaignID", name, world.owner)
        require(equal("name in Campaign.Get", name, world.get(campaign).name))
        rows = world.rows(SearchKeyword=start)
        require(equal("names in Campaigns.Get", [name], [row.name for row in rows]))

    Search(world, examples=18, requests=54).every(st.tuples(TEXTS, st.sampled_from([FORM, JSON])), holds)
