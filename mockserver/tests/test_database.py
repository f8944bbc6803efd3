"""A database in a file: whose it is, who else uses it, and what happens when it cannot be used."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from werkzeug.test import Client

from campaign_contract.mockserver import seed
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.database import MustWait, StoreError, no_waiting
from campaign_contract.mockserver.opening import opened
from campaign_contract.mockserver.store import Selection, Store
from campaign_contract.spec import load

SPEC = load()
WRITERS, WRITES = 3, 60
WRITER = f"""
import sys
from campaign_contract.mockserver.store import Store
from campaign_contract.spec import load
store = Store(load().fields, sys.argv[1], patience=60)
print("ready", flush=True)
sys.stdin.readline()
for number in range({WRITES}):
    with store.transaction():
        print(store.add({{"RelOwnerUserID": 1, "CampaignName": sys.argv[2]}}))
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "campaigns.db"


@pytest.fixture
def filed(path, seeded):
    """A seeded store on a file that does not wait for other writers."""
    with closing(Store(SPEC.fields, f"sqlite:///{path}", patience=0)) as store:
        seed.plant(seeded, store)
        yield store


@pytest.fixture
def post(filed, seeded):
    client = Client(create_app(SPEC, filed))

    def post(command, **parameters):
        key = seeded.accounts[0].api_key
        answer = client.post(SPEC.transport.path, data={"Command": command, "APIKey": key, **parameters})
        return answer.status_code, answer.get_json()

    return post


def assert_unavailable(answer, words):
    fault = SPEC.fault("unavailable")
    status, body = answer
    assert (status, body["Success"], body["ErrorCode"]) == (fault.http_status, False, fault.code)
    assert words in body["ErrorText"]


def create(post):
    return post("Campaign.Create", CampaignName="new")


def read(post):
    return post("Campaign.Get", campaignid="1")


def test_processes_that_write_at_once_lose_nothing(path):
    command = [sys.executable, "-c", WRITER, f"sqlite:///{path}"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen([*command, str(number)], **pipes) for number in range(WRITERS)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n", writer.communicate()[1]
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    said = [writer.communicate(timeout=60) for writer in writers]
    assert [errors for _, errors in said] == [""] * WRITERS
    ids = sorted(int(line) for output, _ in said for line in output.split())
    assert ids == list(range(1, WRITERS * WRITES + 1))
    with closing(Store(SPEC.fields, f"sqlite:///{path}")) as store:
        assert store.campaign_ids(1) == frozenset(ids)


def test_a_reader_does_not_wait_for_a_writer(filed, path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE campaign SET \"CampaignName\" = 'changed'")
        with filed.transaction(writes=False):
            assert filed.campaign(1)["CampaignName"] == "Summer Sale"


def test_threads_of_one_store_read_beside_each_other(filed):
    found = []

    def read():
        with filed.transaction(writes=False):
            found.append(filed.count(1, Selection()))

    with filed.transaction(writes=True):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
        assert found == [8]


def test_who_starts_while_another_makes_the_tables_takes_those(path):
    url = f"sqlite:///{path}"
    with closing(opened(url, patience=1)) as slower:
        Store(SPEC.fields, url).close()
        slower.create([])


def test_a_locked_database_is_said_and_passes(post, path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert_unavailable(create(post), "locked by another program")
        assert read(post)[0] == 200
    assert create(post)[1]["Success"]


def test_in_a_hurry_nobody_waits_for_another_writer(path, seeded):
    with closing(Store(SPEC.fields, f"sqlite:///{path}", patience=60)) as store:
        seed.plant(seeded, store)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(MustWait), no_waiting(), store.transaction():
                pytest.fail("the transaction began")
            with no_waiting(), store.transaction(writes=False):
                assert store.campaign(1)
        with store.transaction():
            store.change(1, {"CampaignName": "changed"})


def test_a_read_only_database_is_said_and_passes(filed, post):
    filed._database.connection.execute("PRAGMA query_only = ON")
    assert_unavailable(create(post), "read-only")
    assert read(post)[0] == 200
    filed._database.connection.execute("PRAGMA query_only = OFF")
    assert create(post)[1]["Success"]


def test_a_file_that_may_not_be_written_is_not_read_either(post, monkeypatch):
    """A reader would write into memory that is the file beside it, which ends the process."""
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("os.access", lambda *_: False)
        assert_unavailable(create(post), "read-only")
        assert_unavailable(read(post), "read-only")
    assert create(post)[1]["Success"]


def test_a_full_disk_is_said_and_undoes_what_was_begun(filed, post):
    filed._database.connection.execute("PRAGMA max_page_count = 1")
    answer = post("Campaign.Update", CampaignID="1", CampaignName="changed", ApprovalUserExplanation="x" * 500_000)
    assert_unavailable(answer, "full")
    assert read(post)[1]["Campaign"]["Name"] == "Summer Sale"
    filed._database.connection.execute("PRAGMA max_page_count = 1000000")
    assert create(post)[1]["Success"]


def test_a_file_that_is_gone_is_said_and_may_come_back(post, path, tmp_path):
    away = path.rename(tmp_path / "away.db")
    assert_unavailable(read(post), "gone")
    assert_unavailable(create(post), "gone")
    assert not path.exists()
    away.rename(path)
    assert create(post)[1]["Success"]


@pytest.mark.parametrize("content", [b"", b"some text"])
def test_a_file_that_was_put_in_its_place_is_not_touched(post, path, tmp_path, content):
    replacement = tmp_path / "replacement"
    replacement.write_bytes(content)
    replacement.rename(path)
    assert_unavailable(create(post), "gone")
    assert path.read_bytes() == content


def refused(path):
    """What is said of the file, which stays as it is, with nothing beside it."""
    before = path.read_bytes()
    with pytest.raises(StoreError) as error:
        Store(SPEC.fields, f"sqlite:///{path}")
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    assert "\n" not in str(error.value)
    return str(error.value)


def test_another_programs_database_is_refused_and_not_touched(path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE campaign (x)")
    assert "another program" in refused(path)


def test_another_versions_database_is_refused_and_not_touched(path):
    Store(SPEC.fields, f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 7")
    assert "another version" in refused(path)


def test_what_an_earlier_server_made_is_refused_and_not_touched(path):
    """The marks and some of the tables of the last one before campaigns had an index of names."""
    with closing(sqlite3.connect(path)) as earlier:
        earlier.execute("PRAGMA journal_mode = WAL")
        earlier.execute("CREATE TABLE account (id BIGINT PRIMARY KEY, name TEXT NOT NULL)")
        earlier.execute('CREATE TABLE campaign ("CampaignID" BIGINT PRIMARY KEY, "CampaignName" TEXT NOT NULL)')
        earlier.execute("INSERT INTO campaign VALUES (1, 'kept')")
        earlier.execute(f"PRAGMA application_id = {0x43436465}")
        earlier.execute("PRAGMA user_version = 1390347467")
        earlier.commit()
    assert "another version of this server made it; name a new file" in refused(path)


def test_a_damaged_database_is_refused_and_not_touched(path, seeded):
    with closing(Store(SPEC.fields, f"sqlite:///{path}")) as store:
        seed.plant(seeded, store)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    assert "cannot be opened" in refused(path)


def test_a_truncated_database_is_refused(path, seeded):
    with closing(Store(SPEC.fields, f"sqlite:///{path}")) as store:
        seed.plant(seeded, store)
    path.write_bytes(path.read_bytes()[:-4096])
    assert "cannot be opened" in refused(path)


def test_an_empty_file_is_filled(path):
    path.touch()
    with closing(Store(SPEC.fields, f"sqlite:///{path}")) as store:
        assert store.is_empty()


def test_a_mistake_of_the_program_is_no_state_of_the_database(filed):
    with pytest.raises(sqlite3.IntegrityError), filed.transaction():
        filed.insert({"CampaignID": 1})
