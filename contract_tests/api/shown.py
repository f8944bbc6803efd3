"""What the target shows of its campaigns, in every allowed way: either key, ids as numbers or as text."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from campaign_contract.contract_tests.api.outcomes import NotObservable
from campaign_contract.spec import Group, Kind, Spec

_SHOWN_GROUPS = (Group.IDENTITY, Group.SETTING, Group.SCHEDULE)
_TRUE = ("1", "true", "yes", "on", "enabled")
_LOOSE_KINDS = (Kind.DATE, Kind.TIME, Kind.NUMBERS, Kind.RECIPIENTS, Kind.BOOLEAN, Kind.RULES)


@dataclass(frozen=True)
class View:
    """One campaign as Campaign.Get or a row of Campaigns.Get shows it; `data` is empty where it shows none.

    `elsewhere` are settings that the same command has shown of other campaigns: where one is left out it is empty.
    """

    data: Mapping[str, Any]
    spec: Spec
    elsewhere: Collection[str] = ()

    @property
    def exists(self) -> bool:
        """Whether any campaign data is shown."""
        return bool(self.data)

    @property
    def id(self) -> int | None:
        """The campaign's id, None where it is not shown."""
        return id_number(self.data.get("CampaignID"))

    @property
    def name(self) -> str:
        """The campaign's name. Raises NotObservable."""
        return str(self._either("CampaignName", "Name"))

    @property
    def status(self) -> str:
        """The campaign's status. Raises NotObservable."""
        return str(self._either("CampaignStatus", "Status"))

    @property
    def tags(self) -> Any:
        """The campaign's tags, None where they are not shown."""
        return self.data.get("Tags")

    @property
    def statistics(self) -> dict[str, Any]:
        """Statistics by kind, nested under Statistics or straight in the campaign."""
        nested = self.data.get("Statistics")
        straight = {
            key: value for key, value in self.data.items() if key.endswith("Statistics") and key != "Statistics"
        }
        return {**straight, **(nested if isinstance(nested, dict) else {})}

    @property
    def shows_statistics(self) -> bool:
        """Whether there are statistics of any kind."""
        return "Statistics" in self.data or bool(self.statistics)

    def shows(self, field: str) -> bool:
        """Whether the field of the campaign can be seen, be it as left out."""
        return field in self.data or (self.exists and field in self.elsewhere)

    def is_empty(self, field: str) -> bool:
        """Whether nothing is shown in the field, however that is written: null, an empty list, 0000-00-00."""
        value = self.data.get(field)
        return value is None or not any(character.isalnum() and character != "0" for character in str(value))

    def setting(self, field: str) -> str:
        """A stored value as text, "" for none. Raises NotObservable where the target does not show it."""
        if field == "CampaignName":
            return self.name
        if field == "CampaignStatus":
            return self.status
        if not self.shows(field):
            raise NotObservable(f"the target does not show {field}")
        value = self.data.get(field)
        if isinstance(value, list):
            return ",".join(map(str, value))
        return "" if value is None else json.dumps(value) if isinstance(value, dict) else str(value)

    @property
    def settings(self) -> dict[str, str]:
        """Everything shown that only a command should change, by field."""
        names = [field.name for field in self.spec.fields if field.stored and field.group in _SHOWN_GROUPS]
        shown = {name: self.setting(name) for name in names if name in self.data}
        for key, name in (("Name", "CampaignName"), ("Status", "CampaignStatus")):
            if key in self.data:
                shown[name] = str(self.data[key])
        return shown

    def _either(self, *keys: str) -> Any:
        for key in keys:
            if key in self.data:
                return self.data[key]
        raise NotObservable(f"the target shows neither {' nor '.join(keys)}")


def id_number(value: Any) -> int | None:
    """An id as a number, whether it was answered as a number or as text."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    return int(value) if str(value).isdecimal() else None


def same_value(kind: Kind, sent: str, shown: str) -> bool:
    """Whether a shown value is the one sent. How dates, lists and flags are written is the target's choice (MAY)."""
    if sent == shown:
        return True
    if kind is Kind.BOOLEAN:
        return (sent.lower() in _TRUE) == (shown.lower() in _TRUE)
    return kind in _LOOSE_KINDS and _bare(sent) == _bare(shown)


def is_loose(kind: Kind) -> bool:
    """Whether the page leaves open how values of this kind are written."""
    return kind in _LOOSE_KINDS


def _bare(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
