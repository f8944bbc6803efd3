"""What the reference server cannot do without: a spec that lacks it is refused, not served."""

from __future__ import annotations

import re

import pytest

from campaign_contract import spec
from campaign_contract.spec.needed import FAULTS
from campaign_contract.spec.tests.sources import ROOT, python_files

RAISED = re.compile(r'(?:Faulty|fault)\(\s*(?:exchange, )?"([a-z-]+)"')


LACKING = [("faults", "id", "bad-method"), ("fields", "name", "RelOwnerUserID")]


@pytest.mark.parametrize(("part", "key", "name"), LACKING)
def test_a_spec_that_lacks_it_is_refused(*, folder, alter, part, key, name):
    alter("api.yaml", f"{{{key}: {name},", f"{{{key}: other,")
    lines = (folder / "api.yaml").read_text(encoding="utf-8").splitlines()
    with pytest.raises(spec.DocumentError) as refused:
        spec.load(folder)
    assert str(refused.value) == (
        f"{folder}/api.yaml:{lines.index(f'{part}:') + 1}: {part}: lacks {name!r}, which the reference server needs; "
        "allowed: with it"
    )


def test_every_fault_that_the_server_raises_is_needed():
    files = [path for path in python_files("mockserver") if "tests" not in path.relative_to(ROOT).parts]
    raised = {id for path in files for id in RAISED.findall(path.read_text(encoding="utf-8"))}
    assert raised == set(FAULTS)
