"""The golden file of all addresses. `python -m campaign_contract.contract_tests.tests.addresses` writes it anew."""

from __future__ import annotations

from pathlib import Path

from campaign_contract import spec
from campaign_contract.contract_tests.inventory import checks

FILE = Path(__file__).with_name("addresses.txt")


def lines() -> list[str]:
    """`Command/statement/variant  LEVEL` for every check, sorted."""
    return sorted(f"{check.id}  {check.level}" for check in checks(spec.load()))


if __name__ == "__main__":
    FILE.write_text("\n".join(lines()) + "\n", encoding="utf-8")
