"""A search is repeatable, keeps to its requests, and is left with the smallest run that failed."""

from __future__ import annotations

import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from campaign_contract.contract_tests.api.outcomes import Broken, NotArranged
from campaign_contract.contract_tests.explore.search import SHRINK_REQUESTS, WALKS_AT_A_TIME, Search

pytestmark = pytest.mark.usefixtures("miniature")
NUMBERS = st.lists(st.integers(0, 1000), max_size=20)


@pytest.fixture
def send(world):
    """Send as many requests as there are numbers, each naming one."""

    def send(numbers):
        for number in numbers:
            world.owner.call("Campaigns.Get", {"SearchKeyword": number})

    return send


def keywords(world):
    return [exchange.body.rpartition("=")[2] for exchange in world.client.transcript.exchanges]


def test_the_transcript_is_left_with_the_smallest_failing_run_behind_what_was_sent_before(world, send):
    send(["before"])

    def holds(numbers):
        send(numbers)
        if any(number > 100 for number in numbers):
            raise Broken([f"too high: {numbers}"])

    with pytest.raises(Broken, match=r"too high: \[101\]"):
        Search(world, examples=50, requests=500).every(NUMBERS, holds)
    assert keywords(world) == ["before", "101"]


def test_a_failure_that_does_not_repeat_is_told_all_the_same(world, send):
    failures = iter([Broken(["only once"])])

    def holds(numbers):
        send(numbers)
        if len(numbers) > 1:
            raise next(failures, None) or AssertionError

    with pytest.raises(Broken, match="only once"):
        Search(world, examples=50, requests=500).every(NUMBERS, holds)


def test_requests_run_out(world, send):
    Search(world, examples=100, requests=40).every(NUMBERS, send)
    assert 40 < world.client.transcript.by_command.total() <= 60


def test_requests_run_out_while_a_failure_is_made_smaller(world, send):
    def holds(numbers):
        send(numbers)
        if sum(numbers) > 5000:
            raise Broken(["too much"])

    with pytest.raises(Broken, match="too much"):
        Search(world, examples=200, requests=1000).every(NUMBERS, holds)
    assert world.client.transcript.by_command.total() <= 1000 + SHRINK_REQUESTS + 40


@pytest.mark.parametrize(
    ("problem", "expected"), [(NotArranged("no list"), NotArranged), (KeyError("slip"), KeyError)]
)
def test_what_is_no_failure_of_the_target_ends_the_search(world, problem, expected):
    def holds(_):
        raise problem

    with pytest.raises(expected):
        Search(world, examples=10, requests=10).every(NUMBERS, holds)


def tried(world, examples=10, **changes):
    seen = []
    search = Search(world, examples=examples, requests=100, **changes)
    search.every(NUMBERS, lambda numbers: seen.append(tuple(numbers)))
    return seen


def test_a_seed_always_tries_the_same_and_another_one_something_else(world):
    assert tried(world) == tried(world) == tried(world, seed=0)
    assert tried(world) != tried(world, seed=1)


def walks(world, examples, part=0):
    """The numbers that each walk drew."""
    found = []

    class Walk(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            found.append([])

        @rule(number=st.integers(0, 10**6))
        def draw(self, number):
            found[-1].append(number)

    Search(world, examples=examples, requests=100).walk(Walk, 5, part)
    return found


def test_many_walks_are_taken_in_small_numbers_each_from_a_seed_of_its_own(world):
    few, many = walks(world, WALKS_AT_A_TIME), walks(world, 3 * WALKS_AT_A_TIME)
    assert len(many) == 3 * len(few)
    first, second, third = (many[start : start + len(few)] for start in (0, len(few), 2 * len(few)))
    assert first == few
    assert first != second != third != first
    assert walks(world, WALKS_AT_A_TIME, part=2) == third


def test_settings_say_how_many_examples_and_which_seed(make_world):
    assert len(tried(make_world())) == 10
    assert len(tried(make_world(examples=30))) == 30
    assert tried(make_world(seed=1)) == tried(make_world(), seed=1)


@pytest.fixture
def constants(tmp_path, monkeypatch):
    """A loaded module of the user's that is full of numbers."""
    monkeypatch.syspath_prepend(tmp_path)
    numbers = ", ".join(map(str, range(500, 900)))

    def load():
        (tmp_path / "full_of_constants.py").write_text(f"NUMBERS = [{numbers}]\n", encoding="utf-8")
        __import__("full_of_constants")

    yield load
    sys.modules.pop("full_of_constants", None)


def test_constants_in_loaded_modules_make_no_difference(world, constants):
    before = tried(world, examples=60)
    constants()
    assert tried(world, examples=60) == before


def test_constants_that_an_earlier_search_of_the_users_learned_make_no_difference(world, constants):
    before = tried(world, examples=60)
    constants()
    given(NUMBERS)(settings(database=None, suppress_health_check=list(HealthCheck))(lambda _: None))()
    assert tried(world, examples=60) == before


def test_the_seed_holds_under_the_profile_that_hypothesis_loads_in_ci(world):
    before = settings.get_current_profile_name()
    settings.load_profile("ci")
    try:
        assert Search(world, 3, 30)._options().derandomize is False
    finally:
        settings.load_profile(before)
