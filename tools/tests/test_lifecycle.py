"""The drawing of the life cycle tells what the spec tells."""

import dataclasses
import re
from xml.etree import ElementTree as ET

from campaign_contract.spec.life_cycle import ANY, DELIVERY, NEW, Transition, transitions
from campaign_contract.spec.tests.fixed import pausing_from
from campaign_contract.tools.artefacts import lifecycle

LEFT_OPEN = ("Ready", "Pending Approval", "Failed")
"""Statuses from which the levels of evidence leave it open whether Campaign.Pause works."""
SPEC = pausing_from("Sending", allowed=LEFT_OPEN)
NAMESPACE = "{http://www.w3.org/2000/svg}"


def drawn(spec_):
    return ET.fromstring(lifecycle.render(spec_))


def texts(svg, tag):
    return [element.text for element in svg.iter(NAMESPACE + tag)]


def test_transitions_are_read_off_effects_and_causes():
    assert set(transitions(SPEC)) == {
        Transition(NEW, "Draft", ("Campaign.Copy", "Campaign.Create")),
        Transition(ANY, "Ready", ("Campaign.Approve", "Campaign.Cancel")),
        Transition("Sending", "Paused", ("Campaign.Pause",)),
        *(Transition(status, "Paused", ("Campaign.Pause",), certain=False) for status in LEFT_OPEN),
        Transition("Paused", "Ready", ("Campaign.Resume",)),
        Transition("Paused", "Sending", ("Campaign.Resume",), certain=False),
        Transition("Ready", "Sending", (DELIVERY,)),
        Transition("Sending", "Sent", (DELIVERY,)),
        Transition("Sending", "Failed", (DELIVERY,)),
    }


def test_the_drawing_shows_every_status_and_every_transition():
    svg = drawn(SPEC)
    shown = texts(svg, "text")

    assert all(shown.count(status.name) == 1 for status in SPEC.statuses)
    assert {"Copy, Create", "Approve, Cancel", NEW, ANY} <= set(shown)
    assert (shown.count("Pause"), shown.count("Resume")) == (1, 1)
    certain = [transition for transition in transitions(SPEC) if transition.certain]
    arrows = [path for path in svg.iter(NAMESPACE + "path") if path.get("marker-end")]
    assert len(arrows) == len(certain) + 2, "each transition that this server shows and the lines of the legend"


def test_the_drawing_tells_who_makes_a_transition():
    svg = drawn(SPEC)
    by_itself = [path for path in svg.iter(NAMESPACE + "path") if "lc-delivery" in path.get("class", "")]
    apart = [box.get("data-status") for box in svg.iter(NAMESPACE + "rect") if "lc-apart" in box.get("class")]

    assert len(by_itself) == sum(len(status.goes_on) for status in SPEC.statuses) + 1, "and the line of the legend"
    assert apart == ["Pending Approval", None], "and the box of the legend"
    assert {"a user, by the command that is named", "delivery, by itself", "nobody leads there"} <= set(
        texts(svg, "text")
    )


def test_the_drawing_is_as_narrow_as_a_phone():
    assert lifecycle._layout(SPEC)["width"] <= 345


def test_an_altered_spec_gives_another_drawing():
    pause = SPEC.command("Campaign.Pause")
    sets = dataclasses.replace(pause.success.sets, status="Failed")
    pause = dataclasses.replace(pause, success=dataclasses.replace(pause.success, sets=sets))
    commands = tuple(pause if command.name == pause.name else command for command in SPEC.commands)
    altered = dataclasses.replace(SPEC, commands=commands)

    assert Transition("Sending", "Failed", ("Campaign.Pause",)) in transitions(altered)
    assert "Campaign.Pause leads from Sending to Failed." in texts(drawn(altered), "desc")[0]


def test_the_drawing_has_a_title_and_says_in_words_what_it_shows():
    svg = drawn(SPEC)

    assert texts(svg, "title") == ["The life cycle of a campaign"]
    (words,) = texts(svg, "desc")
    for transition in transitions(SPEC):
        assert all(name in words.replace("Delivery", DELIVERY) for name in transition.by)
    assert "Campaign.Update sets any status directly that its CampaignStatus takes." in words


def test_no_label_meets_a_line():
    """Labels stand in the gaps between the rows, and left of the next column of vertical lines."""
    layout = lifecycle._layout(SPEC)
    lines = layout["lines"]

    for line in lines:
        right = [other.x - 7 for other in lines if other.x > line.x]
        assert line.x + lifecycle._width(line.label) <= min(right, default=layout["width"])
        assert all(abs(line.y - box.y) > layout["box_height"] / 2 for box in layout["boxes"])
    assert len({(line.x, line.y) for line in lines}) == len(lines)


def test_every_arrow_meets_its_box():
    layout = lifecycle._layout(SPEC)
    edges = [(box.y - layout["box_height"] / 2, box.y + layout["box_height"] / 2) for box in layout["boxes"]]

    for line in layout["lines"]:
        start, end = re.match(r"M[\d.]+ ([\d.]+).* ([\d.]+)H[\d.]+$", line.path).groups()
        for y in (float(start), float(end)):
            assert any(top < y < bottom for top, bottom in edges)


def test_a_spec_without_effects_still_draws_its_statuses():
    commands = tuple(
        dataclasses.replace(command, success=dataclasses.replace(command.success, sets=None))
        for command in SPEC.commands
    )
    shown = texts(drawn(dataclasses.replace(SPEC, commands=commands)), "text")

    assert {status.name for status in SPEC.statuses} <= set(shown)
