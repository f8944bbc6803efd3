"""The control API for a reader: its operations on one page."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from campaign_contract.mockserver.admin.operation import Operation

_PAGE = Markup("""\
<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Control API</title>
<style>
  :root {{ color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }}
  body {{ margin: 0 auto; max-width: 60rem; padding: 1rem }}
  dt {{ margin-top: 1rem; overflow-wrap: anywhere }} dd {{ margin: 0 }}
</style>
<h1>Control API</h1>
<p>What a test does to its world. <a href="{root}/openapi.json">OpenAPI document</a>,
<a href="{root}/schemas.json">JSON Schemas</a>.</p>
<dl>
{rows}
</dl>
</html>
""")
_ROW = Markup('<dt id="{name}"><code>{method} {path}</code></dt>\n<dd>{summary}</dd>')


def page(operations: Iterable[Operation], root: str) -> str:
    """The page as HTML."""
    rows = (
        _ROW.format(name=item.name, method=item.method, path=root + item.path, summary=item.summary)
        for item in operations
    )
    return _PAGE.format(root=root, rows=Markup("\n").join(rows))
