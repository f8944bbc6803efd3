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
FEW, MANY = "reference server on a file of 100", "reference server on a file of 100,000"
LEAN, PRISM, SILENT = "lean Werkzeug app on granian", "Prism as it starts", "Prism silent"
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
    Case("bare WSGI app on granian", GET),
    Case(LEAN, GET),
    Case(REFERENCE, GET),
    Case(REFERENCE, PAGE),
    Case(REFERENCE, CREATE),
    Case(FILE, GET),
    Case(FILE, CREATE),
    Case(TWO, GET),
    *(Case(server, form) for form in (PAGE, *_FILTERS) for server in (FEW, MANY)),
    Case(SILENT, GET),
    Case(PRISM, GET),
    Case(WIREMOCK, GET),
)


@dataclass(frozen=True)
class Row:
    """The median and the range of the rates, the median p99 in ms, and the server's µs of processor time a request."""

    case: Case
    rate: float
    lowest: float
    highest: float
    p99: float
    processor: float
    started: float
    megabytes: float


@dataclass(frozen=True)
class Goal:
    """`found` answers the figure, which has to be at least, or at most, `wanted`."""

    text: str
    wanted: float
    found: Callable[[Mapping[str, Row]], float]
    is_most: bool = False

    def is_met(self, figure: float) -> bool:
        """Whether `figure` is as wanted."""
        return figure <= self.wanted if self.is_most else figure >= self.wanted


def _rate(server: str, form: str = GET) -> Callable[[Mapping[str, Row]], float]:
    return lambda rows: rows[Case(server, form).name].rate


def _ratio(above: tuple[str, str], below: tuple[str, str]) -> Callable[[Mapping[str, Row]], float]:
    return lambda rows: _rate(*above)(rows) / _rate(*below)(rows)


def _of_get(field: str, server: str = REFERENCE) -> Callable[[Mapping[str, Row]], float]:
    return lambda rows: float(getattr(rows[Case(server, GET).name], field))


GOALS = (
    Goal("Campaign.Get beside the lean Werkzeug app", 0.35, _ratio((REFERENCE, GET), (LEAN, GET))),
    Goal("Campaign.Get beside Prism as it starts", 5, _ratio((REFERENCE, GET), (PRISM, GET))),
    Goal("Campaign.Get on two workers beside WireMock", 1, _ratio((TWO, GET), (WIREMOCK, GET))),
    Goal("Campaign.Create beside Campaign.Get, in memory", 0.9, _ratio((REFERENCE, CREATE), (REFERENCE, GET))),
    Goal("Campaign.Create on a file beside in memory", 0.6, _ratio((FILE, CREATE), (REFERENCE, CREATE))),
    Goal("a page of 25, in times of one Get", 4, _ratio((REFERENCE, GET), (REFERENCE, PAGE)), is_most=True),
    Goal("a page among 100,000 campaigns beside one among 100", 0.8, _ratio((MANY, PAGE), (FEW, PAGE))),
    *(
        Goal(f"the same{name}", 0.5, _ratio((MANY, form), (FEW, form)))
        for form, name in _FILTERS.items()
    ),
    Goal(
        "p99 of Campaign.Get beside Prism silent's", 1,
        lambda rows: _of_get("p99")(rows) / _of_get("p99", SILENT)(rows), is_most=True,
    ),
    Goal("seconds from start to first answer", 0.5, _of_get("started"), is_most=True),
    Goal("MB of memory after the start", 80, _of_get("megabytes"), is_most=True),
)  # fmt: skip
