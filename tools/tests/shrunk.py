"""Copies of the shipped spec's folder that lack something, or write it in another case."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from campaign_contract import spec

Data = dict[str, Any]


def copied(folder: Path) -> Path:
    """A copy of the shipped YAML files at `folder`."""
    shutil.copytree(spec.DEFAULT_DIRECTORY, folder, ignore=shutil.ignore_patterns("*.py", "tests", "generated"))
    return folder


def edit(path: Path, change: Callable[[Data], None]) -> None:
    """Change the data of a YAML file."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


def without_rule(folder: Path) -> None:
    """Campaign.Copy no longer says that the source stays untouched."""

    def change(data: Data) -> None:
        data["rules"] = [rule for rule in data["rules"] if rule["id"] != "source-untouched"]

    edit(folder / "commands" / "campaign-copy.yaml", change)


def without_general_rule(folder: Path) -> None:
    """Nothing is said about isolation."""

    def change(data: Data) -> None:
        data["rules"] = [rule for rule in data["rules"] if rule["id"] != "isolation"]

    edit(folder / "api.yaml", change)


def without_error(folder: Path) -> None:
    """Campaign.Update has no number for a missing date."""

    def change(data: Data) -> None:
        data["errors"] = [error for error in data["errors"] if error["id"] != "missing-date"]

    edit(folder / "commands" / "campaign-update.yaml", change)


def without_parameter(folder: Path) -> None:
    """Campaigns.Get answers no tags."""
    edit(folder / "commands" / "campaigns-get.yaml", lambda data: data["parameters"].pop("RetrieveTags"))


def without_value(folder: Path) -> None:
    """Campaigns cannot be filtered by Failed, and none becomes Failed by Campaign.Update."""
    edit(folder / "commands" / "campaign-update.yaml", lambda data: _status(data)["also"].remove("Failed"))

    def change(data: Data) -> None:
        _status(data)["values"].remove("Failed")
        del _status(data)["selects"]["Failed"]

    edit(folder / "commands" / "campaigns-get.yaml", change)


def _status(data: Data) -> Data:
    found: Data = data["parameters"]["CampaignStatus"]
    return found


def with_another_value(folder: Path) -> None:
    """Campaigns are ordered by UP and DOWN, not by ASC and DESC."""
    path = folder / "commands" / "campaigns-get.yaml"
    text = path.read_text(encoding="utf-8").replace("DESC", "DOWN").replace("ASC", "UP")
    path.write_text(text, encoding="utf-8")


def without_credential(folder: Path) -> None:
    """Nobody is known by an API key."""
    edit(folder / "api.yaml", lambda data: data["credentials"].remove("APIKey"))


def without_command(folder: Path) -> None:
    """Nothing can be paused."""
    (folder / "commands" / "campaign-pause.yaml").unlink()


def with_another_case(folder: Path) -> None:
    """Campaign.Get's parameter is written like that of the other commands."""
    path = folder / "commands" / "campaign-get.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("campaignid", "CampaignID"), encoding="utf-8")


SHRUNK = (
    without_rule,
    without_general_rule,
    without_error,
    without_parameter,
    without_value,
    without_credential,
    without_command,
    with_another_case,
    with_another_value,
)
