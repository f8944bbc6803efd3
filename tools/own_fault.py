"""Tells an error of the program's own in a few lines; its traceback is kept in a file to send along."""

from __future__ import annotations

import traceback

from campaign_contract.contract_tests.report import files
from campaign_contract.contract_tests.report.hints import own_fault
from campaign_contract.contract_tests.wiring import own_temporary_folder


def told(problem: BaseException) -> str:
    """What went wrong and how to report it."""
    file = own_temporary_folder() / "traceback.txt"
    last = traceback.format_exception_only(problem)[-1].strip()
    try:
        files.save(file, "".join(traceback.format_exception(problem)))
    except OSError:
        return f"{last}\n{own_fault()}"
    return f"{last}\n{own_fault(file)}"
