"""The suite's verdict on the reference server stays what it is, whatever options are on."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from campaign_contract.contract_tests.settings import as_environment
from campaign_contract.contract_tests.stand_in.process import started
from campaign_contract.tools.runs.local_target import reference_settings

CONFORMS, PARTIAL = 0, 3


@pytest.mark.parametrize(
    "options",
    [
        "--delivery simulated --allow-forced-errors --strict",
        "--delivery simulated --rate 1000000000 --journal 0",
    ],
)
def test_it_conforms_or_is_partial_with_every_option_on(options, tmp_path):
    with started(options) as url:
        command = [sys.executable, "-m", "campaign_contract.tools.cli", "verify", url, "--profile", "quick"]
        settings = {"PATH": "/usr/bin:/bin", **as_environment(reference_settings(url))}
        ended = subprocess.run(
            [*command, "--report-dir", str(tmp_path)],
            env=settings,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    assert ended.returncode in (CONFORMS, PARTIAL), ended.stdout + ended.stderr
    assert json.loads((tmp_path / "conformance.json").read_text(encoding="utf-8"))["verdict"] != "FAILS"
