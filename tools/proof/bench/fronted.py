"""The bare and the lean application behind the reference server's front, which tells what the front takes."""

from __future__ import annotations

from campaign_contract import spec
from campaign_contract.mockserver.front import Front
from campaign_contract.tools.proof.bench import lean as apps

_SPEC = spec.load()
bare = Front(apps.bare, _SPEC)
lean = Front(apps.lean, _SPEC)
