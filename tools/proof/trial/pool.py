"""Trials on several processes at once, with progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from rich.console import Console

from campaign_contract.contract_tests.screen import progress
from campaign_contract.tools.proof.trial.suite import SuiteBroken

Job = TypeVar("Job")
Result = TypeVar("Result")
_STEPS = 10
"""How many lines of progress there are where there is no terminal."""


def in_parallel(
    work: Callable[[Job], Result], jobs: Sequence[Job], workers: int, label: str, console: Console
) -> Iterator[Result]:
    """`work` on every job, in the order of the jobs. `work` and the jobs have to be picklable.

    Raises what `work` raises, and SuiteBroken where a process dies.
    """
    # Each worker is a process of its own and no fork, as this one may have threads.
    pool = ProcessPoolExecutor(min(workers, len(jobs)), mp_context=get_context("spawn"))
    try:
        results = pool.map(work, jobs)
        yield from (_with_bar if console.is_terminal else _with_lines)(results, len(jobs), label, console)
    except BrokenProcessPool as problem:
        raise SuiteBroken(f"a process of the pool died: {problem}; try again with -n 1") from problem
    finally:
        pool.shutdown(cancel_futures=True)


def _with_bar(results: Iterable[Result], total: int, label: str, console: Console) -> Iterator[Result]:
    with progress(console) as shown:
        yield from shown.track(results, task_id=shown.add_task(label, total=total, failed=""))


def _with_lines(results: Iterable[Result], total: int, label: str, console: Console) -> Iterator[Result]:
    step = max(total // _STEPS, 1)
    for done, result in enumerate(results, 1):
        yield result
        if done % step == 0:
            console.print(f"{done} of {total} {label}")
