"""`campaign-contract hostile`: send hostile requests, say what was found, keep it, answer the exit status."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from campaign_contract.tools.proof.hostile.trial import Find, run


def hostile(requests: int, seed: int, keep: Path | None) -> int:
    """Send so many requests, made from `seed`; append those that were answered wrongly to the file `keep`.

    Answers 0 when all were answered rightly, else 1.
    """
    console = Console()
    outcome = run(requests, seed)
    for find in outcome.finds:
        console.print(f"{find.how}\n  {find.request.line()[:500]}", markup=False, style="red", soft_wrap=True)
    if keep and outcome.finds:
        _append(keep, outcome.finds)
    rate = outcome.requests / max(outcome.seconds, 0.001)
    console.print(f"{outcome.requests} hostile requests in {outcome.seconds:.0f} s of processor time ({rate:.0f}/s): "
                  f"{len(outcome.finds)} answered wrongly")  # fmt: skip
    return 1 if outcome.finds else 0


def _append(keep: Path, finds: list[Find]) -> None:
    with keep.open("a", encoding="utf-8") as file:
        file.writelines(f"{find.request.line()}\n" for find in finds)
