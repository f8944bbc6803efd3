"""A page of the site as Markdown, as one would write it by hand: without what belongs to a screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
_LEFT_OUT_TAGS = {"button", "svg", "footer", "form", "summary"}
_LEFT_OUT = {"eyebrow", "held-by", "on-page", "yours", "phone", "whole-page", "scripted-only"}
"""Classes of what only a screen or a browser with scripts has a use for."""
_TRY = "try"
_COLOURED = re.compile(r"<pre>.*?</pre>|<template.*?</template>", re.DOTALL)
_COLOUR = re.compile("</?span[^>]*>|<template.*", re.DOTALL)
"""Most of a page's elements colour its code; leaving them out halves the time."""
_MAIN, _END_OF_MAIN = "<main", "</main>"
_MARKS = {"code": "`", "strong": "**", "em": "*"}
_PAGE = re.compile(r"^([\w.-]+)\.html\b")


@dataclass
class _Element:
    name: str
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    children: list[_Element | str] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set((self.attributes.get("class") or "").split())

    @property
    def elements(self) -> list[_Element]:
        return [child for child in self.children if isinstance(child, _Element)]

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def named(self, *names: str) -> Iterator[_Element]:
        for child in self.elements:
            if child.name in names:
                yield child
            else:
                yield from child.named(*names)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = _Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def markdown(html: str) -> str:
    """What the `main` of a page of ours says. Links to pages lead to their Markdown."""
    _, tag, rest = html.partition(_MAIN)
    content, end, _ = rest.partition(_END_OF_MAIN)
    reader = _Reader()
    reader.feed(tag + _COLOURED.sub(lambda found: _COLOUR.sub("", found[0]), content) + end)
    return _blocks(*reader.root.elements) + "\n"


def address(page: str) -> str:
    """Where the Markdown of a page stands: campaign-get.html → campaign-get.md."""
    return _PAGE.sub(r"\1.md", page)


def _is_left_out(node: _Element) -> bool:
    return (
        node.name in _LEFT_OUT_TAGS or bool(node.classes & _LEFT_OUT) or node.attributes.get("aria-labelledby") == _TRY
    )


def _phrase(node: _Element | str) -> str:
    if isinstance(node, str):
        return re.sub(r"\s+", " ", node)
    if _is_left_out(node):
        return ""
    words = "".join(map(_phrase, node.children))
    if node.name == "a" and not node.classes & {"self", "address"}:
        return words and f"[{words}]({address(node.attributes.get('href') or '')})"
    mark = _MARKS.get(node.name, "") if words.strip() else ""
    return mark + words + mark


def _line(node: _Element) -> str:
    return "".join(map(_phrase, node.children)).strip()


def _heading(node: _Element) -> str:
    return f"{'#' * int(node.name[1])} {_line(node)}"


def _items(sign: str) -> Callable[[_Element], str]:
    def written(node: _Element) -> str:
        return "\n".join(sign + _indented(_blocks(item)) for item in node.elements)

    return written


def _indented(text: str) -> str:
    return re.sub(r"\n(?=.)", "\n  ", text)


def _cell(node: _Element) -> str:
    text = re.sub(r"\.?\n+- ", "; ", _blocks(node))
    return " ".join(text.split()).replace("|", "\\|").removeprefix("- ")


def _table(node: _Element) -> str:
    head, *rows = ["".join(f"| {_cell(cell)} " for cell in row.named("th", "td")) + "|" for row in node.named("tr")]
    return "\n".join([head, re.sub(r"[^|]+(?=\|)", " --- ", head), *rows])


def _folded(node: _Element) -> str:
    summary = next(node.named("summary"))
    return f"**{_line(summary).replace('**', '')}**\n\n{_blocks(node)}"


def _code(node: _Element) -> str:
    return f"```\n{node.text.rstrip()}\n```"


def _box(node: _Element) -> str:
    lexer = node.attributes.get("data-lexer") or ""
    return _blocks(node).replace("```", f"```{lexer}", 1) if lexer else _blocks(node)


def _facts(node: _Element) -> str:
    return "\n".join(
        f"- {_line(term)}: {_cell(meaning)}" for term, meaning in (fact.elements for fact in node.elements)
    )


def _quoted(node: _Element) -> str:
    return re.sub("^", "> ", _blocks(node), flags=re.MULTILINE)


def _blocks(parent: _Element) -> str:
    """The blocks of an element; text between them makes paragraphs of its own."""
    parts = [""]
    for node in parent.children:
        write = _WRITERS.get(node.name) if isinstance(node, _Element) else None
        if isinstance(node, str) or write is None:
            parts[-1] += _phrase(node)
        elif not _is_left_out(node):
            parts += [write(node), ""]
    return "\n\n".join(filter(None, (part.strip() for part in parts)))


_WRITERS: Mapping[str, Callable[[_Element], str]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4"), _heading),
    **dict.fromkeys(("section", "article", "figure", "figcaption"), _blocks),
    "div": _box,
    "p": _line,
    "table": _table,
    "ul": _items("- "),
    "ol": _items("1. "),
    "details": _folded,
    "pre": _code,
    "dl": _facts,
    "aside": _quoted,
}
