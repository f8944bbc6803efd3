"""The reference server as a target: started for one run, with the settings that its seed implies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from campaign_contract import spec
from campaign_contract.contract_tests.settings import Settings
from campaign_contract.contract_tests.stand_in.process import server_process
from campaign_contract.mockserver import seed

EXPIRED_SESSION = "owner-session-of-yesterday"
"""To the reference server a session that has ended is one that it does not know."""


@contextmanager
def reference_server(
    spec_directory: Path | str = spec.DEFAULT_DIRECTORY, meanwhile: Callable[[], object] = lambda: None
) -> Iterator[str]:
    """Run `campaign-contract serve` on a free port; yields its URL. Raises NotStarted.

    `meanwhile` is called while it starts. It ends at once: what it holds in memory need not be put away.
    """
    with server_process("--spec", str(spec_directory), meanwhile=meanwhile) as server:
        try:
            yield server.url
        finally:
            server.kill()


def reference_settings(url: str, spec_directory: Path | str = spec.DEFAULT_DIRECTORY) -> Settings:
    """What the operator of a freshly seeded reference server at `url` would tell the suite."""
    owner, stranger = seed.load(spec.load(spec_directory), seed.DEFAULT_FILE).accounts
    sent = next(campaign for campaign in owner.campaigns if campaign["CampaignStatus"] == "Sent")
    return Settings(
        base_url=url,
        api_key=owner.api_key,
        session_id=owner.session_id,
        stranger_api_key=stranger.api_key,
        stranger_session_id=stranger.session_id,
        expired_session_id=EXPIRED_SESSION,
        email_id=str(owner.emails[0]),
        foreign_email_id=str(stranger.emails[0]),
        tag_id=str(owner.tags[0].id),
        list_id=",".join(str(one.id) for one in owner.lists),
        statistics_campaign_id=str(sent["CampaignID"]),
    )
