"""Lengths of time on the command line."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import click

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_WRITTEN = re.compile(r"([1-9][0-9]{0,8})([smhd])")


class _Duration(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic in later versions of click
    """A number from 1 on and its unit: `90s`, `15m`, `2h`, `1d`."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        written = _WRITTEN.fullmatch(str(value))
        if written is None:
            self.fail(f"{value!r} is no length of time; write a number and s, m, h or d, such as 15m", param, ctx)
        return timedelta(**{_UNITS[written[2]]: int(written[1])})


DURATION = _Duration()
