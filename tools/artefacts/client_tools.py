"""The generators of clients that `openapi-client.json` is proven with; the tests run every line of this table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from campaign_contract.spec import Spec
from campaign_contract.tools.artefacts.artefact_format import NOTICE

FILE = "clients.md"


@dataclass(frozen=True)
class ClientTool:
    """A generator as it was tried.

    `id` is also the folder of its small program below `tools/tests/clients`. `packages` are of PyPI (`name==version`)
    or of npm (`name@version`), the generator first. `command` makes the client `client` from `openapi-client.json`
    in the working directory. `absent` is what the client holds, as JSON, where a campaign is looked up that is not
    there.
    """

    id: str
    language: str
    packages: tuple[str, ...]
    command: str
    absent: Any
    note: str = ""


_GENERATOR = ("openapi-generator-cli==7.26.0",)
_GENERATE = "openapi-generator-cli generate -i openapi-client.json -g"
_ORVAL = "orval@7.13.2"
_AXIOS = "axios@1.21.1"

CLIENT_TOOLS = (
    ClientTool("openapi-generator-python", "Python", _GENERATOR, f"{_GENERATE} python -o .", []),
    ClientTool(
        "openapi-python-client",
        "Python",
        ("openapi-python-client==0.29.1",),
        "openapi-python-client generate --path openapi-client.json --output-path client --meta none",
        [],
    ),
    ClientTool(
        "datamodel-code-generator",
        "Python",
        ("datamodel-code-generator==0.89.0",),
        "datamodel-codegen --input openapi-client.json --input-file-type openapi --output client.py"
        " --formatters builtin --output-model-type pydantic_v2.BaseModel --use-annotated --enum-field-as-literal one",
        [],
        "It makes models, no calls. `--use-annotated` is for mypy; `--enum-field-as-literal` spares a class for the"
        " name of each command.",
    ),
    ClientTool(
        "clientele",
        "Python",
        ("clientele==2.3.1", "cicerone==0.3.0", "jinja2==3.1.6"),
        "clientele start-api --file openapi-client.json --output client",
        [],
        "It asks for cicerone and jinja2 without installing them, and sends JSON. The base URL is the environment"
        " variable `BASE_URL`; `Command` has to be given although it has a default.",
    ),
    ClientTool(
        "openapi-generator-php",
        "PHP",
        _GENERATOR,
        f"{_GENERATE} php -o client",
        {},
        "The empty list becomes a campaign without values.",
    ),
    ClientTool(
        "openapi-generator-php-nextgen",
        "PHP",
        _GENERATOR,
        f"{_GENERATE} php-nextgen -o client",
        {},
        "As with `-g php`.",
    ),
    ClientTool("openapi-generator-ruby", "Ruby", _GENERATOR, f"{_GENERATE} ruby -o client", []),
    ClientTool(
        "openapi-generator-java",
        "Java",
        _GENERATOR,
        f"{_GENERATE} java -o client --library native"
        " --additional-properties openApiNullable=false,useJakartaEe=true,useSingleRequestParameter=true"
        " --schema-mappings CampaignLookup=org.openapitools.client.model.Campaign",
        None,
        "The Java that it makes of a choice with a list does not compile, so the choice is mapped to the campaign; let"
        " the client's ObjectMapper `ACCEPT_EMPTY_ARRAY_AS_NULL_OBJECT`.",
    ),
    ClientTool(
        "openapi-generator-javascript",
        "JavaScript",
        (*_GENERATOR, "superagent@5.3.1", "esbuild@0.25.0"),
        f"{_GENERATE} javascript -o client --additional-properties usePromises=true",
        [],
        "Its modules name each other without endings, so esbuild (or Babel, which it names itself) bundles them.",
    ),
    ClientTool(
        "openapi-generator-typescript-fetch", "TypeScript", _GENERATOR, f"{_GENERATE} typescript-fetch -o client", []
    ),
    ClientTool(
        "openapi-generator-typescript-axios",
        "TypeScript",
        (*_GENERATOR, _AXIOS),
        f"{_GENERATE} typescript-axios -o client --additional-properties useSingleRequestParameter=true",
        [],
        "Without the property, a request's values are told by their place.",
    ),
    ClientTool(
        "openapi-ts", "TypeScript", ("@hey-api/openapi-ts@0.95.0",), "openapi-ts -i openapi-client.json -o client", []
    ),
    ClientTool(
        "openapi-typescript",
        "TypeScript",
        ("openapi-typescript@7.13.0", "openapi-fetch@0.17.0"),
        "openapi-typescript openapi-client.json -o client.ts",
        [],
        "openapi-fetch makes the calls; it needs the form's Content-Type among its headers.",
    ),
    ClientTool(
        "orval-fetch",
        "TypeScript",
        (_ORVAL,),
        "orval",
        [],
        "`baseUrl` is set in its configuration, `orval.config.mjs`.",
    ),
    ClientTool(
        "orval-zod",
        "TypeScript",
        (_ORVAL, "zod@4.6.7"),
        "orval --input openapi-client.json --output client.ts --client zod",
        [],
        "It makes schemas of the answers only.",
    ),
    ClientTool(
        "openapi-zod-client",
        "TypeScript",
        ("openapi-zod-client@1.18.3", "@zodios/core@10.9.6", "zod@3.25.76", _AXIOS),
        "openapi-zod-client openapi-client.json --output client.ts --export-schemas",
        [],
        "Zodios makes the calls and checks requests and answers; it takes no newer zod.",
    ),
    ClientTool(
        "swagger-typescript-api",
        "TypeScript",
        ("swagger-typescript-api@13.13.0",),
        "swagger-typescript-api generate --path openapi-client.json --output client --name client.ts"
        " --module-name-first-tag --enum-style union",
        [],
        "`--module-name-first-tag` groups the calls by tag, not by path.",
    ),
    ClientTool(
        "oazapfts",
        "TypeScript",
        ("oazapfts@7.5.0", "@oazapfts/runtime@1.2.0"),
        "oazapfts openapi-client.json client.ts",
        [],
    ),
    ClientTool(
        "openapi-client-axios",
        "TypeScript",
        ("openapi-client-axios@7.9.1", "openapi-client-axios-typegen@7.8.0", _AXIOS),
        "typegen openapi-client.json > client.d.ts",
        [],
        "It reads the document as it runs; its typegen makes the types.",
    ),
)

_INTRODUCTION = """\
# Client generators

<!-- {notice} -->

Each of these makes a client of `openapi-client.json` that is used as it comes. A test generates it, has the language's
checker (mypy, `tsc --strict`, javac) pass a small program over it, and runs that against the reference server: create
a campaign, schedule it, approve it, set it to Sending, pause it, pause it again (error 3, a value and not an
exception), list it, read another one's typed name and opens, delete it, look it up. The programs are in
`tools/tests/clients`.

Looking up a campaign that is not there is a success whose `Campaign` is an empty list; the column "not there" says
what the client makes of that, as JSON.

| generator | language | versions | command | not there | to know |
|---|---|---|---|---|---|
"""
_OTHERS = """
What does not take it: `@hey-api/openapi-python` 0.0.24 makes calls without parameters (of any document with forms);
pyopenapi-gen 5.1.19 takes a key without a type for an object, so that no answer can be read; what openapi-generator
makes for Go reports the empty list of a campaign that is not there as an error of the answer. Kiota was not tried: it
is a .NET tool, and what npm and PyPI have of it downloads the program from elsewhere; nor was openapi-generator's
Kotlin, as no compiler of a version that it takes could be installed here.
"""


def render(spec: Spec) -> dict[str, str]:  # noqa: ARG001 - what the tools make of it is the same for any spec
    """File name → text of the table."""
    return {FILE: _INTRODUCTION.format(notice=NOTICE) + "".join(_rows()) + _OTHERS}


def _rows() -> Iterator[str]:
    for tool in CLIENT_TOOLS:
        versions = ", ".join(package.replace("==", " ") for package in tool.packages)
        cells = tool.id, tool.language, versions, f"`{tool.command}`", f"`{json.dumps(tool.absent)}`", tool.note
        yield f"| {' | '.join(cells)} |\n"
