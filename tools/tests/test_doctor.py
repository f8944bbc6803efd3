"""What `doctor` says of a machine on which something is missing or wrong."""

from __future__ import annotations

import importlib.util
import socket
import sqlite3

import pytest
from click.testing import CliRunner

from campaign_contract.tools import doctor
from campaign_contract.tools.cli import main


def said():
    text, is_well = doctor.report()
    return {line[8:].split("  ")[0].strip(): line for line in text.splitlines()}, is_well


def test_a_machine_that_runs_these_tests_is_well():
    ended = CliRunner().invoke(main, ["doctor"])
    assert ended.exit_code == 0, ended.output
    lines, _ = said()
    assert {"Python", "SQLite", "spec and seed", "temporary folder"} <= lines.keys()
    assert all(line.startswith(("ok ", "missing ")) for line in lines.values())


def test_a_missing_extra_is_named_with_what_it_costs(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    lines, is_well = said()
    assert is_well
    assert "--tls does not work" in lines["trustme"]
    assert "pip install 'campaign-contract[tls]'" in lines["trustme"]


def test_an_old_sqlite_is_wrong(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 0))
    lines, is_well = said()
    assert (is_well, lines["SQLite"].startswith("WRONG")) == (False, True)
    assert CliRunner().invoke(main, ["doctor"]).exit_code == 1


def test_a_port_that_is_taken_is_said(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(doctor, "_PORT", other.getsockname()[1])
        finding = doctor._port()
    assert "use --port 0" in finding.problem
    assert not finding.is_needed


@pytest.mark.parametrize("folder", ["/none", "/proc"])
def test_a_folder_that_cannot_be_written_is_wrong(monkeypatch, folder):
    monkeypatch.setattr(doctor.tempfile, "tempdir", folder)
    assert "set TMPDIR" in doctor._temporary_folder().problem
