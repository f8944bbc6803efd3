"""The cases that are measured, and the goals: ratios within one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from campaign_contract.tools.proof.bench import filled

GET, CREATE = "Command=Campaign.Get&campaignid=1", "Command=Campaign.Create&CampaignName=Bench"
PAGE = "Command=Campaigns.Get&RecordsPerRequest=25"
BY_KEYWORD, BY_STATUS, BY_TAG = (
    f"{PAGE}&SearchKeyword={filled.KEYWORD}", f"{PAGE}&CampaignStatus={filled.STATUS}", f"{PAGE}&Tags={filled.TAG}",
)  # fmt: skip
_FILTERS = {BY_KEYWORD: " by keyword", BY_STATUS: " by status", BY_TAG: " by tag"}
REFERENCE, FILE, TWO = "reference server", "reference server on a file", "reference server, 2 workers on a file"
WITHOUT_JOURNAL = "reference server without a journal"
PLACES = ("in memory", "on a file", "on PostgreSQL")
_SIZES = ("100", "100,000")
MANY = "reference server on a file of 100,000"
"""The server whose ordinary requests are measured beside others at work."""
BARE, LEAN = "bare WSGI app on granian", "lean Werkzeug app on granian"
FRONTED_BARE, FRONTED_LEAN = "bare app behind the front", "lean app behind the front"
PRISM, SILENT = "Prism as it starts", "Prism silent"
WIREMOCK = "WireMock by command, no journal"


@dataclass(frozen=True)
class Case:
    """A form that one of the servers is sent."""

    server: str
    form: str

    @property
    def name(self) -> str:
        """The server, the command and what it looks for."""
        command = self.form.partition("&")[0].partition("=")[2]
        return f"{self.server}: {command}{_FILTERS.get(self.form, '')}"


CASES = (
    Case(BARE, GET),
    Case(LEAN, GET),
    Case(FRONTED_BARE, GET),
    Case(FRONTED_LEAN, GET),
    Case(REFERENCE, GET),
    Case(REFERENCE, PAGE),
    Case(REFERENCE, CREATE),
    Case(WITHOUT_JOURNAL, GET),
    Case(FILE, GET),
    Case(FILE, CREATE),
    Case(TWO, GET),
    *(
        Case(f"reference server {place} of {size}", form)
        for place in PLACES
        for form in (PAGE, *_FILTERS)
        for size in _SIZES
    ),
    Case(SILENT, GET),
    Case(PRISM, GET),
    Case(WIREMOCK, GET),
)


@dataclass(frozen=True)
class Row:
    """The median and the range of the rates, the median p99 in ms, and the server's µs of processor time a request.

    Of the server's start, its seconds, those of the processor, and the megabytes that it took.
    """

    case: Case
    rate: float
    lowest: float
    highest: float
    p99: float
    processor: float
    started: float
    start_processor: float
    megabytes: float


@dataclass(frozen=True)
class Goal:
    """`found` answers the figure, which has to be at least, or at most, `wanted`; it follows from the `cases`."""

    text: str
    wanted: float
    found: Callable[[Mapping[str, Row]], float]
    cases: tuple[Case, ...]
    is_most: bool = False

    def is_met(self, figure: float) -> bool:
        """Whether `figure` is as wanted."""
        return figure <= self.wanted if self.is_most else figure >= self.wanted


def _ratio(text: str, wanted: float, above: Case, below: Case, is_most: bool = False) -> Goal:
    def found(rows: Mapping[str, Row]) -> float:
        return rows[above.name].rate / rows[below.name].rate

    return Goal(text, wanted, found, (above, below), is_most)


def _of_get(text: str, wanted: float, found: Callable[[Row], float]) -> Goal:
    case = Case(REFERENCE, GET)
    return Goal(text, wanted, lambda rows: found(rows[case.name]), (case,), is_most=True)


def _among_many(place: str, form: str, wanted: float) -> Goal:
    few, many = (Case(f"reference server {place} of {size}", form) for size in _SIZES)
    return _ratio(f"a page{_FILTERS.get(form, '')} {place}: among 100,000 beside among 100", wanted, many, few)


def _p99_beside(other: Case) -> Goal:
    own = Case(REFERENCE, GET)
    return Goal(
        "p99 of Campaign.Get beside Prism silent's", 1,
        lambda rows: rows[own.name].p99 / rows[other.name].p99, (own, other), is_most=True,
    )  # fmt: skip


GOALS = (
    _ratio("Campaign.Get beside the lean Werkzeug app", 0.35, Case(REFERENCE, GET), Case(LEAN, GET)),
    _ratio("Campaign.Get beside Prism as it starts", 5, Case(REFERENCE, GET), Case(PRISM, GET)),
    _ratio("Campaign.Get on two workers beside WireMock", 1, Case(TWO, GET), Case(WIREMOCK, GET)),
    _ratio("Campaign.Create beside Campaign.Get, in memory", 0.9, Case(REFERENCE, CREATE), Case(REFERENCE, GET)),
    _ratio("Campaign.Create on a file beside in memory", 0.6, Case(FILE, CREATE), Case(REFERENCE, CREATE)),
    _ratio("a page of 25, in times of one Get", 4, Case(REFERENCE, GET), Case(REFERENCE, PAGE), is_most=True),
    _ratio("Campaign.Get with a journal beside without", 0.9, Case(REFERENCE, GET), Case(WITHOUT_JOURNAL, GET)),
    *(_among_many(place, PAGE, 0.8) for place in PLACES),
    *(_among_many(place, form, 0.5) for place in PLACES for form in _FILTERS),
    _p99_beside(Case(SILENT, GET)),
    _of_get("seconds from start to first answer", 0.5, lambda row: row.started),
    _of_get("MB of memory after the start", 80, lambda row: row.megabytes),
)
