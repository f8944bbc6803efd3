"""The reference application behind servers that others have written: only HTTP may be advised on."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from campaign_contract.contract_tests.settings import as_environment
from campaign_contract.tools.proof.fronts.servers import SERVERS, NotThere, running
from campaign_contract.tools.runs.local_target import reference_settings

CHECKS = "Http or parallel or survives/json or Campaign.Pause/success"


@pytest.mark.parametrize("name", SERVERS)
def test_no_must_fails_behind_a_server_of_others(name):
    try:
        with running(name) as url:
            environment = {**os.environ, **as_environment(reference_settings(url))}
            command = [sys.executable, "-m", "campaign_contract.tools.cli", "verify", url, "-k", CHECKS]
            run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    except NotThere as reason:
        pytest.skip(str(reason))
    assert run.returncode == 0, run.stdout


def test_a_server_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(SERVERS, "none", ("no_such_server", ()))
    with pytest.raises(NotThere, match="no_such_server is not installed"), running("none"):
        pass
