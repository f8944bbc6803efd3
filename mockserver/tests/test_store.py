"""The store: its databases, its transactions, its ids."""

from __future__ import annotations

import threading

import pytest

from campaign_contract.mockserver import seed, sql, tables
from campaign_contract.mockserver.database import StoreError
from campaign_contract.mockserver.digests import digest
from campaign_contract.mockserver.store import Selection, Store
from campaign_contract.spec import load

SPEC = load()


def file_database(path):
    return f"sqlite:///{path / 'campaigns.db'}"


def opened(database, seeded):
    store = Store(SPEC.fields, database)
    seed.plant(seeded, store)
    return store


def test_a_file_survives_a_restart_and_is_seeded_once(tmp_path, seeded):
    first = opened(file_database(tmp_path), seeded)
    with first.transaction():
        new = first.add({"CampaignName": "kept", "RelOwnerUserID": 1})
        first.remove(1)
    first.close()
    second = opened(file_database(tmp_path), seeded)
    with second.transaction():
        assert second.campaign(new)["CampaignName"] == "kept"
        assert second.campaign(1) is None
        assert second.add({"RelOwnerUserID": 1}) == new + 1
    second.close()


def test_a_credential_is_looked_up_by_its_digest_and_then_compared_whole(tmp_path, seeded):
    store, asked = opened(file_database(tmp_path), seeded), []
    with store.transaction():
        store.begin_session("session-of-a-login", 2, "2030-01-01 00:00:00")
        store._database.connection.set_trace_callback(asked.append)
        found = (
            store.account("APIKey", seeded.accounts[0].api_key),
            store.session_account("session-of-a-login", "2029"),
        )
        store.execute("UPDATE credential SET value = 'another of the same digest'")
        store.execute("UPDATE session SET value = 'another of the same digest'")
        now = store.account("APIKey", seeded.accounts[0].api_key), store.session_account("session-of-a-login", "2029")
    assert (found, now) == ((1, 2), (None, None))
    statements = " ".join(asked)
    assert digest("session-of-a-login") in statements
    assert [secret for secret in (seeded.accounts[0].api_key, "session-of-a-login") if secret in statements] == []
    store.close()


def test_memory_is_a_stores_own(seeded):
    first, second = opened("sqlite://", seeded), opened("sqlite://", seeded)
    first.remove(1)
    assert second.campaign(1) is not None
    first.close()
    second.close()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_exception_undoes_the_transaction(store, error):
    def fail():
        with store.transaction():
            store.change(1, {"CampaignName": "gone"})
            store.remove(2)
            store.add({"RelOwnerUserID": 1})
            raise error

    with pytest.raises(error):
        fail()
    assert store.campaign(1)["CampaignName"] == "Summer Sale"
    assert store.campaign(2) is not None
    assert store.count(1, Selection()) == 8


def test_a_transaction_is_alone(store):
    order = []

    def other():
        with store.transaction():
            order.append("second")

    thread = threading.Thread(target=other)
    with store.transaction():
        thread.start()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_ids_follow_the_highest_and_are_not_used_again(store):
    assert store.next_id() == 11
    store.insert({"CampaignID": 50, "RelOwnerUserID": 1})
    store.remove(50)
    assert store.add({"RelOwnerUserID": 1}) == 51


def test_a_removed_campaign_leaves_no_tags_behind(store):
    store.remove(1)
    assert 1 not in store.tag_names(1, [1])


def test_a_new_campaign_has_the_specs_defaults(store):
    row = store.campaign(store.add({"RelOwnerUserID": 1}))
    stored = {field.name: field.default for field in SPEC.fields if field.stored}
    assert row == stored | {"CampaignID": 11, "RelOwnerUserID": 1}


@pytest.mark.parametrize("database", ["", "sqlite:///", "postgres://x", "campaigns.db"])
def test_another_url_is_refused_in_one_line(database):
    with pytest.raises(
        StoreError, match=r"is no database; allowed: sqlite:// \(in memory\), sqlite:///path or postgresql://"
    ) as error:
        Store(SPEC.fields, database)
    assert "\n" not in str(error.value)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(SPEC.fields, f"sqlite:///{tmp_path}/none/campaigns.db")


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "campaigns.db").write_text("some text " * 100, encoding="utf-8")
    with pytest.raises(StoreError, match="not a database"):
        Store(SPEC.fields, file_database(tmp_path))


def test_a_database_of_another_spec_is_refused(tmp_path):
    Store([field for field in SPEC.fields if field.name != "SendDate"], file_database(tmp_path)).close()
    with pytest.raises(StoreError, match="SendDate"):
        Store(SPEC.fields, file_database(tmp_path))


def test_statements_are_portable():
    text = " ".join([*sql.CREATE_TABLES, sql.create_campaign(SPEC.fields), sql.NEXT_ID])
    for dialect in ("AUTOINCREMENT", "INSERT OR", "PRAGMA", "rowid", "?"):
        assert dialect not in text


class TestWhatIsKeptUntilSomethingIsWritten:
    def test_a_credential_holds_as_soon_as_it_is_there(self, store):
        assert store.account("APIKey", "new-key") is None
        with store.transaction():
            store.add_account(9, "new", {"APIKey": "new-key"})
            assert store.account("APIKey", "new-key") == 9
        assert store.account("APIKey", "new-key") == 9

    def test_what_a_failed_transaction_saw_is_forgotten(self, store):
        def fail():
            with store.transaction():
                store.add_account(9, "new", {"APIKey": "new-key"})
                assert store.account("APIKey", "new-key") == 9
                raise LookupError

        with pytest.raises(LookupError):
            fail()
        assert store.account("APIKey", "new-key") is None

    def test_counts_follow_what_is_written(self, store):
        for expected in (8, 9, 10):
            assert store.count(1, Selection()) == expected
            store.add({"RelOwnerUserID": 1})

    def test_it_is_bounded(self, store):
        for number in range(3 * tables._MOST_KNOWN):
            store.account("APIKey", f"guess {number}")
        assert len(store._known[1]) <= tables._MOST_KNOWN + 1


def test_a_campaign_is_read_again_only_after_a_change(store):
    with store.transaction():
        id = store.add({"RelOwnerUserID": 1, "CampaignName": "first"})
    with store.transaction(writes=False):
        found = [store.campaign(id)["CampaignName"]]
        asked, store._database.run = store._database.run, pytest.fail
        found.append(store.campaign(id)["CampaignName"])
        store._database.run = asked
    with store.transaction():
        store.change(id, {"CampaignName": "second"})
        found.append(store.campaign(id)["CampaignName"])
    with store.transaction(writes=False):
        found.append(store.campaign(id)["CampaignName"])
    assert found == ["first", "first", "second", "second"]
