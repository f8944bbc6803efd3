"""The reference server in a container for a test session, by testcontainers-python 4.13 or newer.

Not run by CI here: there is no container engine. The names are those of testcontainers 4.15. Before it runs:

    podman build --format docker -t campaign-contract ../..
    pip install testcontainers campaign-contract
"""

from __future__ import annotations

import secrets

import pytest
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy

from campaign_contract.contract_tests.stand_in.control import CampaignApi

PORT = 8025
TOKEN = "CAMPAIGN_CONTRACT_ADMIN_TOKEN"  # noqa: S105 - the name of a variable


@pytest.fixture(scope="session")
def campaign_api():
    """Takes the place of the plugin's fixture; `campaign_account` then makes its accounts in the container."""
    token = secrets.token_urlsafe()
    container = DockerContainer("campaign-contract").with_exposed_ports(PORT).with_env(TOKEN, token)
    ready = HttpWaitStrategy(PORT, "/health").for_status_code(200)
    with pytest.MonkeyPatch.context() as environment, container.waiting_for(ready) as running:
        environment.setenv(TOKEN, token)
        yield CampaignApi(f"http://{running.get_container_host_ip()}:{running.get_exposed_port(PORT)}/api.php")
