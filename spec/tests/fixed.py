"""The shipped spec with one thing held fast, for tests of something else, which would turn red with it."""

from __future__ import annotations

from dataclasses import replace

from campaign_contract.spec import Cause, Level, Spec, Word, load

_PAUSE, _ERROR = "Campaign.Pause", "not-sending"


def pausing_from(*served: str, allowed: tuple[str, ...] = ()) -> Spec:
    """Campaign.Pause works from these statuses on the reference server; others may take it from `allowed`, too."""
    api = load()
    pause = api.command(_PAUSE)
    every = Cause(Word.STATUS_NOT, statuses=(*served, *allowed))
    narrow = (Cause(Word.STATUS_NOT, statuses=served, level=Level.MAY, note="Held fast."),) if allowed else ()
    errors = (replace(one, when=(every, *narrow)) if one.id == _ERROR else one for one in pause.errors)
    changed = replace(pause, errors=tuple(errors))
    return replace(api, commands=tuple(changed if one.name == _PAUSE else one for one in api.commands))
