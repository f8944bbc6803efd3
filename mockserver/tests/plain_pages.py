"""Pages in place of the reference docs, which would take long to make."""

from __future__ import annotations

from campaign_contract.mockserver.pages import Pages
from campaign_contract.spec import Spec


def pages(_: Spec, key: str) -> Pages:
    """A page that shows the key which it was given."""
    return {"index.html": f"Docs with the key {key}"}
