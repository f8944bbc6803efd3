"""Where a run keeps its files."""

from __future__ import annotations

from campaign_contract.contract_tests import wiring


def test_two_users_of_one_machine_do_not_meet_in_one_temporary_folder(monkeypatch):
    folders = set()
    for user in (1001, 1002):
        monkeypatch.setattr("os.getuid", lambda user=user: user, raising=False)
        folders.add(wiring.own_temporary_folder())
    assert len(folders) == 2
