"""Pages are found in several ways; all of them find the same."""

from __future__ import annotations

import os
from contextlib import closing
from itertools import product

import pytest

from campaign_contract.mockserver import seed, substrings
from campaign_contract.mockserver.searching import Page, count_campaigns, select_campaigns
from campaign_contract.mockserver.store import Selection, Store
from campaign_contract.mockserver.substrings import SQLITE_IS_BEHIND
from campaign_contract.mockserver.tests.conftest import TEST_DATABASE
from campaign_contract.spec import load

SPEC = load()
NAMES = (
    "Summer Sale",
    "summer sale",
    "50% off_all",
    'say "sale"',
    "ÄÖÜ äöü",
    "\U0001f600 smile",
    "xy",
    "back\\slash",
)
KEYWORDS = ("", "le", "SALE", "mer sa", "%", "_all", '"sale"', "äöü", "k\\s", "zebra")
MANY = 120
RARE, COMMON = 7, 2
"""One campaign in so many has the tag."""

on_sqlite = pytest.mark.skipif(TEST_DATABASE in os.environ, reason="about SQLite")


def fold(text):
    """What differs only by the case of ASCII letters is the same."""
    return text.encode().lower()


def rows():
    return [
        {"CampaignID": 1000 + n, "RelOwnerUserID": 1, "CampaignName": f"{NAMES[n % len(NAMES)]} {n % 13}"}
        for n in range(MANY)
    ]


def filled(store):
    """The campaigns that are there, by id, and the ids of a rare and of a common tag."""
    with store.transaction():
        for campaign in store.campaign_ids(1):
            store.remove(campaign)
        store.insert_all(rows())
        tags = {}
        for every in (RARE, COMMON):
            tags[every] = store.create_tag(1, f"every {every}")
            for n in range(0, MANY, every):
                store.tag_campaign(1000 + n, tags[every])
    return {row["CampaignID"]: row["CampaignName"] for row in rows()}, tags


def expected(names, selection, tagged):
    found = [
        (name if selection.order == "CampaignName" else id, id)
        for id, name in names.items()
        if fold(selection.keyword) in fold(name) and (tagged is None or (id - 1000) % tagged == 0)
    ]
    found.sort()
    if selection.descending:
        found.sort(key=lambda pair: pair[0], reverse=True)
    ids = [id for _, id in found]
    return ids[selection.offset : selection.offset + selection.limit], len(ids)


def assert_all_searches_agree(store, names, tags):
    orders, offsets = ("CampaignID", "CampaignName"), (0, 50)
    for order, descending, offset, keyword, tagged in product(orders, (False, True), offsets, KEYWORDS, (None, *tags)):
        selection = Selection(
            order=order, descending=descending, limit=5, offset=offset, keyword=keyword,
            tags=None if tagged is None else frozenset([tags[tagged]]),
        )  # fmt: skip
        with store.transaction(writes=False):
            found = [row["CampaignID"] for row in store.campaigns(1, selection)]
            counted = store.count(1, selection)
        assert (found, counted) == expected(names, selection, tagged), selection


def test_every_way_finds_the_same(store):
    names, tags = filled(store)
    assert_all_searches_agree(store, names, tags)


def test_the_index_follows_what_is_written(store):
    names, _ = filled(store)
    with store.transaction(writes=False):
        store.count(1, Selection(keyword="sale"))
    with store.transaction():
        store.change(1003, {"CampaignName": "now a sale"})
        store.change(1000, {"CampaignName": "no longer one"})
        store.remove(1009)
        store.remove(1018)
        store.insert({"CampaignID": 1009, "RelOwnerUserID": 1, "CampaignName": "sale again"})
        new = store.add({"RelOwnerUserID": 1, "CampaignName": "a new sale"})
    names |= {1003: "now a sale", 1000: "no longer one", 1009: "sale again", new: "a new sale"}
    del names[1018]
    assert_all_searches_agree(store, names, {})


def test_a_file_finds_the_same(tmp_path, seeded):
    with closing(Store(SPEC.fields, f"sqlite:///{tmp_path}/a.db")) as store:
        seed.plant(seeded, store)
        names, tags = filled(store)
        assert_all_searches_agree(store, names, tags)


@on_sqlite
def test_who_searches_brings_the_index_up_to_date(store):
    with store.transaction():
        store.add({"RelOwnerUserID": 1, "CampaignName": "a zebra"})
    assert store.execute(SQLITE_IS_BEHIND).fetchone()
    with store.transaction(writes=False):
        store.campaigns(1, Selection(keyword="zebra"))
    assert not store.execute(SQLITE_IS_BEHIND).fetchone()


@on_sqlite
def test_a_search_takes_up_no_more_names_than_keeps_nobody_waiting(store, monkeypatch):
    monkeypatch.setattr(substrings, "A_FEW", 2)
    with store.transaction():
        for _ in range(3):
            store.add({"RelOwnerUserID": 1, "CampaignName": "a zebra"})
    for is_behind in (True, False):
        with store.transaction(writes=False):
            store.campaigns(1, Selection(keyword="zebra"))
        assert bool(store.execute(SQLITE_IS_BEHIND).fetchone()) is is_behind


@on_sqlite
def test_who_brings_many_brings_the_index_up_to_date(store):
    filled(store)
    assert not store.execute(SQLITE_IS_BEHIND).fetchone()


def test_what_is_brought_below_what_is_indexed_is_found(store):
    filled(store)
    with store.transaction():
        store.insert_all([])
        store.insert_all([{"CampaignID": 500, "RelOwnerUserID": 1, "CampaignName": "a zebra"}])
        assert [row["CampaignID"] for row in store.campaigns(1, Selection(keyword="zebra"))] == [500]


def test_what_another_process_writes_is_seen_at_once(tmp_path, seeded):
    """The file's stores remember counts, each its own."""
    url = f"sqlite:///{tmp_path}/a.db"
    with closing(Store(SPEC.fields, url)) as one, closing(Store(SPEC.fields, url)) as other:
        seed.plant(seeded, one)
        for expected_count in range(8, 11):
            with other.transaction(writes=False):
                assert other.count(1, Selection()) == expected_count
                assert other._database.version() == other._database.version()
            with one.transaction():
                one.add({"RelOwnerUserID": 1})
        with one.transaction():
            one.execute("DELETE FROM credential")
        with other.transaction(writes=False):
            assert other.account("APIKey", seeded.accounts[0].api_key) is None


@pytest.mark.parametrize(
    ("page", "matches", "among", "planned"),
    [
        (Page("x", False, 10, 0), 100, 100, Page("x", False, 10, 0, False, True, False)),
        (Page("x", False, 10, 80), 100, 100, Page("x", False, 10, 10, False, True, True)),
        (Page("x", False, 10, 95), 100, 100, Page("x", False, 5, 0, False, True, True)),
        (Page("x", False, 10, 100), 100, 100, Page("x", False, 0, 0, False, True, True)),
        (Page("x", False, 10, 0), 3, 100, Page("x", False, 3, 0, True, False, False)),
        (Page("x", False, 10, 0), 0, 100, Page("x", False, 0, 0, False, True, False)),
        (Page("x", False, 10, 0), 50_000, 100_000, Page("x", False, 10, 0, False, True, False)),
        (Page("x", False, 10, 0), 100, 100_000, Page("x", False, 10, 0, True, False, False)),
    ],
)
def test_the_quicker_way_is_chosen(page, matches, among, planned):
    assert page.planned(matches, among) == planned


@on_sqlite
@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ({}, Page("CampaignID", False, 3, 0)),
        ({}, Page("CampaignName", False, 3, 5, is_backwards=True)),
        ({"selects": {"CampaignStatus": ("Ready",)}}, Page("CampaignID", False, 3, 0)),
        ({"keyword": "sale", "singly": True}, Page("CampaignName", False, 3, 0, is_singly=True)),
        ({"tags": frozenset([1]), "singly": True}, Page("CampaignName", False, 3, 0, is_singly=True)),
        ({"tags": frozenset([1])}, Page("CampaignName", False, 3, 0, is_gathered=True)),
    ],
)
def test_a_page_is_found_by_indexes_alone(store, asked, page):
    where, parameters = store._matching(1, Selection(**asked))
    select = select_campaigns("CampaignID", where, page)
    assert_only_indexes(store, select, {**parameters, "limit": 3, "offset": 0})


@on_sqlite
def test_names_that_hold_a_keyword_are_found_by_their_index(store):
    where, parameters = store._matching(1, Selection(keyword="sale"))
    assert_only_indexes(store, count_campaigns(where), parameters, "SCAN campaign_words VIRTUAL TABLE INDEX")


def assert_only_indexes(store, select, parameters, used=" USING "):
    plan = [row[-1] for row in store.execute(f"EXPLAIN QUERY PLAN {select}", **parameters)]
    assert not [step for step in plan if step == "SCAN campaign"], plan
    assert any(used in step for step in plan), plan
