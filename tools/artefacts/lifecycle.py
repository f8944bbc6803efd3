"""The life cycle of a campaign as an SVG drawing: statuses in a column, what leads from one to another as arrows.

What comes from outside one status (a new campaign, any status) enters from above; what leads from one status to
another runs in a lane on the right, so that no label ever meets a line. The drawing is as narrow as a phone, and so
shows what the reference server does; what others may do besides is told in words.
"""

from __future__ import annotations

from dataclasses import dataclass

from campaign_contract.spec import Spec
from campaign_contract.spec.life_cycle import DELIVERY, Transition, transitions
from campaign_contract.tools.artefacts import docs_model
from campaign_contract.tools.artefacts.artefact_format import NOTICE
from campaign_contract.tools.artefacts.templating import render as render_template


def sentences(spec: Spec) -> list[str]:
    """The drawing in words, a sentence for each arrow and for each parameter that writes a status."""
    return [_sentence(transition) for transition in transitions(spec)] + [
        f"{command.name} sets any status directly that its {parameter.name} takes."
        for command in spec.commands
        for parameter in docs_model.sets_directly(spec, command)
    ]


def _sentence(transition: Transition) -> str:
    verb = "leads" if transition.certain else "may, on other servers, lead"
    makers = " or ".join(transition.by)
    return f"{makers[0].upper()}{makers[1:]} {verb} from {transition.start} to {transition.end}."


def render(spec: Spec) -> str:
    """The drawing as a self-contained SVG element, with light and dark colours, a title and a description."""
    return render_template("lifecycle.svg", generated=NOTICE, sentences=sentences(spec), **_layout(spec))


_PITCH, _BOX_HEIGHT, _TOP, _PADDING = 80, 38, 46, 14
_CHARACTER, _PORT, _LANE_GAP, _ENTRY, _LABEL, _LEGEND = 7.2, 10, 18, 18, 7, 22


@dataclass(frozen=True)
class _Box:
    name: str
    y: int
    reached: bool


@dataclass(frozen=True)
class _Line:
    path: str
    label: str
    x: float
    y: float
    by_itself: bool = False
    caption: str = ""


def _layout(spec: Spec) -> dict[str, object]:
    rows = {status.name: index for index, status in enumerate(spec.statuses)}
    arrows = [arrow for arrow in transitions(spec) if arrow.certain and arrow.start != arrow.end]
    entries = [arrow for arrow in arrows if arrow.start not in rows]
    inner = sorted((arrow for arrow in arrows if arrow.start in rows), key=lambda arrow: _span(arrow, rows))
    places = {arrow: _place(arrow, entries) for arrow in entries}
    ends = [places[arrow] + _entry_width(arrow) - _PADDING for arrow in entries]
    width = max([_width(name) + 2 * _PADDING for name in rows] + ends)
    lanes = _lanes(inner, rows, _PADDING + width)
    touched = {name for arrow in arrows for name in (arrow.start, arrow.end)}
    right = max([lanes[arrow] + _labelled(arrow) for arrow in inner] + [_PADDING + width])
    return {
        "boxes": [_Box(name, _middle(row), name in touched) for name, row in rows.items()],
        "left": _PADDING,
        "box_width": width,
        "box_height": _BOX_HEIGHT,
        "entries": [_entry(arrow, places[arrow], rows) for arrow in entries],
        "lines": [_lane(arrow, lanes, rows, _PADDING + width) for arrow in inner],
        "width": round(right) + _PADDING,
        "height": _middle(len(rows) - 1) + _BOX_HEIGHT + 3 * _LEGEND,
        "legend": [_middle(len(rows) - 1) + _BOX_HEIGHT + row * _LEGEND + 6 for row in range(3)],
    }


def _place(arrow: Transition, entries: list[Transition]) -> float:
    """The x of an arrow from above; those into one status stand side by side."""
    before = [entry for entry in entries[: entries.index(arrow)] if entry.end == arrow.end]
    return _PADDING + _ENTRY + sum(map(_entry_width, before))


def _entry_width(arrow: Transition) -> float:
    return _LABEL + max(_width(_label(arrow)), _width(arrow.start)) + _PADDING


def _middle(row: int) -> int:
    return _TOP + row * _PITCH + _BOX_HEIGHT // 2


def _width(text: str) -> float:
    return round(len(text) * _CHARACTER, 1)


def _label(transition: Transition) -> str:
    """Its commands in short; what delivery does is told by the line alone."""
    return ", ".join(name.partition(".")[2] for name in transition.by if name != DELIVERY)


def _labelled(arrow: Transition) -> float:
    """How much room the label of a lane takes beside it."""
    label = _label(arrow)
    return _LABEL + _width(label) if label else 0


def _span(transition: Transition, rows: dict[str, int]) -> tuple[int, int]:
    start, end = rows[transition.start], rows[transition.end]
    return abs(start - end), min(start, end)


def _lanes(inner: list[Transition], rows: dict[str, int], right: float) -> dict[Transition, float]:
    """The x of each arrow's vertical line. Arrows of one column never overlap; its labels end before the next."""
    lanes: dict[Transition, float] = {}
    x = right + _LANE_GAP
    for column in _columns(inner, rows):
        lanes |= dict.fromkeys(column, round(x, 1))
        x += max(map(_labelled, column)) + _LANE_GAP
    return lanes


def _columns(inner: list[Transition], rows: dict[str, int]) -> list[list[Transition]]:
    columns: list[list[Transition]] = []
    for arrow in inner:
        free = (column for column in columns if not any(_overlap(arrow, other, rows) for other in column))
        column = next(free, None)
        if column is None:
            columns.append(column := [])
        column.append(arrow)
    return columns


def _overlap(one: Transition, other: Transition, rows: dict[str, int]) -> bool:
    starts, ends = zip(*(sorted((rows[arrow.start], rows[arrow.end])) for arrow in (one, other)), strict=True)
    return bool(max(starts) < min(ends))


def _port(transition: Transition, status: str, lanes: dict[Transition, float], rows: dict[str, int]) -> float:
    """The y at which an arrow meets a status, ordered so that arrows of one status do not cross there."""

    def order(arrow: Transition) -> tuple[int, float]:
        other = arrow.end if arrow.start == status else arrow.start
        down = rows[other] > rows[status]
        return int(down), -lanes[arrow] if down else lanes[arrow]

    meeting = sorted((arrow for arrow in lanes if status in (arrow.start, arrow.end)), key=order)
    apart = min(_PORT, (_BOX_HEIGHT - 8) / max(len(meeting) - 1, 1))
    return round(_middle(rows[status]) + (meeting.index(transition) - (len(meeting) - 1) / 2) * apart, 1)


def _lane(transition: Transition, lanes: dict[Transition, float], rows: dict[str, int], right: float) -> _Line:
    x = lanes[transition]
    start = _port(transition, transition.start, lanes, rows)
    end = _port(transition, transition.end, lanes, rows)
    step = 1 if end > start else -1
    bend = 8 * step
    path = (
        f"M{right:g} {start:g}H{x - 8:g}Q{x:g} {start:g} {x:g} {start + bend:g}"
        f"V{end - bend:g}Q{x:g} {end:g} {x - 8:g} {end:g}H{right + 3:g}"
    )
    label_y = _middle(rows[transition.start]) + step * _PITCH / 2 + 4
    return _Line(path, _label(transition), x + _LABEL, label_y, by_itself=transition.by == (DELIVERY,))


def _entry(transition: Transition, x: float, rows: dict[str, int]) -> _Line:
    bottom = _middle(rows[transition.end]) - _BOX_HEIGHT / 2
    path = f"M{x:g} {bottom - 34:g}V{bottom - 3:g}"
    return _Line(path, _label(transition), x + _LABEL, bottom - 9, caption=transition.start)
