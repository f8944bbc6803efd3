"""Where settings come from: each from its flag, else the environment, else the target file, else its default."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, replace
from pathlib import Path
from typing import Any

from campaign_contract.contract_tests.settings import (
    ENVIRONMENT_PREFIX,
    RATE,
    Settings,
    SettingsError,
    flag_of,
    setting_fields,
)

_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_DEFAULTS = Settings()


def resolve(
    flags: Mapping[str, Any],
    environment: Mapping[str, str],
    target_file: Path | None,
    known: Settings = _DEFAULTS,
    flag_prefix: str = "--",
) -> Settings:
    """Put the settings together. `flags` maps field names to values, None where a flag was not given.

    `known` is what holds where nobody says otherwise; `flag_prefix` is how the flags start there. Raises SettingsError
    for an unreadable target file, an unknown key in it, or a value that is not allowed.
    """
    from_file = _read(target_file) if target_file else {}
    _refuse_unknown_variables(environment)
    values = {}
    for item in setting_fields():
        variable = ENVIRONMENT_PREFIX + item.name.upper()
        places = (
            (flag_of(item.name, flag_prefix), flags.get(item.name)),
            (variable, environment.get(variable)),
            (f"{target_file}: {item.name.replace('_', '-')}", from_file.get(item.name)),
        )
        for place, value in places:
            if value is not None:
                values[item.name] = _converted(item, value, place)
                break
    return replace(known, **values)


def _read(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    known = {item.name for item in setting_fields()}
    named = {key.replace("-", "_"): value for key, value in data.items()}
    for name in sorted(named.keys() - known):
        allowed = ", ".join(sorted(item.replace("_", "-") for item in known))
        raise SettingsError(f"{path}: unknown key {name.replace('_', '-')}; allowed: {allowed}")
    for name, value in named.items():
        if isinstance(value, (dict, list)):
            raise SettingsError(f"{path}: {name.replace('_', '-')}: {value!r} is not allowed; allowed: a single value")
    return named


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    known = {ENVIRONMENT_PREFIX + item.name.upper() for item in setting_fields()} | {ENVIRONMENT_PREFIX + "TARGET"}
    for variable in environment:
        if variable.startswith(ENVIRONMENT_PREFIX) and variable not in known:
            raise SettingsError(f"{variable} in the environment is no setting; allowed: {', '.join(sorted(known))}")


def _converted(item: Field[Any], value: Any, place: str) -> Any:
    if "bool" in str(item.type):
        return _boolean(value, place)
    if item.type == "float":
        return _positive_number(value, place)
    if "int" in str(item.type):
        return _whole_number(value, place, lowest=1 if item.name == "examples" else 0)
    choices = item.metadata["choices"]
    text = str(value)
    if item.name == "rate" and not RATE.fullmatch(text):
        raise SettingsError(f"{place}: {text!r} is not allowed; allowed: a rate such as 10/s or 300/m")
    if choices and text.lower() not in choices:
        raise SettingsError(f"{place}: {text!r} is not allowed; allowed: {', '.join(choices)}")
    if "|" not in str(item.type) and not text and item.default is not MISSING:
        raise SettingsError(f"{place} is empty; leave it out or give a value")
    return (text.lower() if choices else text) or None


def _boolean(value: Any, place: str) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in _TRUE + _FALSE:
        return str(value).lower() in _TRUE
    raise SettingsError(f"{place}: {value!r} is not allowed; allowed: {', '.join(_TRUE + _FALSE)}")


def _positive_number(value: Any, place: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise SettingsError(f"{place}: {value!r} is not allowed; allowed: a number above 0")
    return number


def _whole_number(value: Any, place: str, lowest: int) -> int:
    if not isinstance(value, bool) and str(value).isdecimal() and int(value) >= lowest:
        return int(value)
    raise SettingsError(f"{place}: {value!r} is not allowed; allowed: a whole number from {lowest}")
