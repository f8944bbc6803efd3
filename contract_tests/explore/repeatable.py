"""Makes searches depend on their seed alone: what Hypothesis learns from loaded modules is kept from it.

No setting of Hypothesis does that, so its internals are patched; this is the only module that does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any
from unittest.mock import patch

import hypothesis

SEEN_TO_WORK = ("6.135.0", "6.170.17")
"""The lowest and the highest version of Hypothesis with which the patch was seen to work."""


class OtherInternals(Exception):
    """Hypothesis is built otherwise than is known; the message says what follows from it."""

    def __init__(self) -> None:
        known = " to ".join(SEEN_TO_WORK)
        super().__init__(
            f"generated requests may differ between runs with one seed: what is known of Hypothesis {known} "
            f"does not hold for {hypothesis.__version__}"
        )


@contextmanager
def nothing_learned() -> Iterator[None]:
    """Within it, Hypothesis knows no constants of whatever modules happen to be loaded or of earlier searches.

    Raises OtherInternals, before anything is done, where Hypothesis cannot be patched.
    """
    with ExitStack() as patches:
        for change in _patches():
            patches.enter_context(change)
        yield


def _patches() -> list[Any]:
    try:
        providers = import_module("hypothesis.internal.conjecture.providers")
        constants = import_module("hypothesis.internal.constants_ast").Constants()
    except (ImportError, AttributeError, TypeError):
        raise OtherInternals from None
    provider = getattr(providers, "HypothesisProvider", None)
    if not (hasattr(provider, "_local_constants") and hasattr(providers, "CONSTANTS_CACHE")):
        raise OtherInternals
    return [
        patch.object(provider, "_local_constants", constants),
        patch.object(providers, "CONSTANTS_CACHE", {}),
    ]
