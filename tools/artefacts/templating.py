"""The Jinja2 environment of the human docs: HTML and SVG are escaped, an unknown name in a template is an error."""

from __future__ import annotations

import json
import re
import shlex
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from campaign_contract.tools.markdown_cell import cell

TEMPLATES = Path(__file__).parent / "templates"
_BETWEEN_WORDS = re.compile(r"(?<=[a-z.])(?=[A-Z])")
_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)


@cache
def environment() -> Environment:
    """The one environment that every template of this package is rendered in."""
    result = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html", "svg")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    result.filters |= {
        "json": to_json,
        "breakable": breakable,
        "headings": headings,
        "highlight": highlighted,
        "cell": cell,
        "single": single_quoted,
        "sh": shlex.quote,
    }
    return result


def render(template: str, **context: Any) -> str:
    """The text of `template` (a path below `templates/`)."""
    return environment().get_template(template).render(**context)


def to_json(value: Any, indent: int | None = 2) -> str:
    """A value as JSON, readable and in its own order. A text's JSON is also its literal in Python and JavaScript."""
    return json.dumps(value, indent=indent, ensure_ascii=False)


def breakable(name: str) -> Markup:
    """A name in HTML that a narrow screen breaks between its words: Tag.AssignToCampaigns."""
    return Markup("<wbr>").join(_BETWEEN_WORDS.split(name))


@lru_cache(maxsize=64)
def highlighted(code: str, language: str) -> Markup:
    """Source code as escaped HTML whose tokens carry Pygments' class names. Raises ClassNotFound."""
    return Markup(highlight(code, get_lexer_by_name(language), HtmlFormatter(nowrap=True)))  # noqa: S704 (escaped)


def headings(page: str) -> list[tuple[str, str]]:
    """The sections of a page of ours: id and words of each heading of the second order that has an id."""
    return [(id, Markup(words).striptags()) for id, words in _HEADING.findall(page)]  # noqa: S704 (only its words)


def single_quoted(text: str) -> str:
    """A text as a literal in single quotes, as PHP and Ruby read it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
