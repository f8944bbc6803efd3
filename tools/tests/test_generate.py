from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from campaign_contract.spec import DEFAULT_DIRECTORY, Spec, load
from campaign_contract.tools.artefacts.artefact_format import NOTICE, camel_case, pascal_case
from campaign_contract.tools.generate import GenerateError, artefacts, stale, write

SPEC = load()
TEXTS = artefacts(SPEC)
COMPLETE = (
    *("openapi-client.json", "openapi-commands.json", "openapi-stand-in.json", "openapi-wire.json"),
    *("postman-collection.json", "reference.md", "requests.http", "schemas/all.schema.json"),
)
"""The files that hold all that the spec says; others tell a part of it."""
COMMITTED = DEFAULT_DIRECTORY / "generated"
ELEVENTH = """\
command: Campaign.Rename
section: Rename a Campaign
summary: Gives a campaign another name.
parameters:
  CampaignID: {type: campaign, required: true, description: Id of the campaign to rename., example: "123"}
  Moniker: {type: text, required: true, description: The other name., example: Winter Sale}
  Loudness: {type: choice, required: false, description: How it is told., example: Quiet, values: [Quiet, Loud]}
errors:
  - {id: missing-id, code: 1, message: No campaign was named, when: [missing: CampaignID]}
  - {id: no-moniker, code: 7, message: Loud names need a moniker, when: [{missing: Moniker, given: {Loudness: Loud}}]}
failure: bare
success:
  schema: {type: object, required: [Renamed], properties: {Renamed: {description: The new name., type: string}}}
  shown: {}
rules: []
examples:
  encoding: form
  request: {APIKey: your-api-key, Command: Campaign.Rename, CampaignID: "123", Moniker: Winter Sale}
  success: {Success: true, ErrorCode: 0, Renamed: Winter Sale}
  failure: {Success: false, ErrorCode: 1}
"""


def test_the_committed_files_are_current() -> None:
    old = [entry.path for entry in stale(SPEC, COMMITTED)]
    assert not old, f"run `campaign-contract generate`; stale: {old}"


def test_files_are_the_ones_that_are_promised() -> None:
    promised = {
        "openapi-wire.json",
        "openapi-commands.json",
        "postman-collection.json",
        "requests.http",
        "reference.md",
    }
    assert promised <= {*TEXTS}
    assert [*TEXTS] == sorted(TEXTS)


@pytest.mark.parametrize("path", TEXTS)
def test_each_file_says_what_generates_it_and_ends_in_one_line_feed(path: str) -> None:
    text = TEXTS[path]
    assert NOTICE in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\r" not in text


def test_the_same_spec_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib, json; "
        "from campaign_contract.spec import load; from campaign_contract.tools.generate import artefacts;"
        "print(hashlib.sha256(json.dumps(artefacts(load())).encode()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "LC_ALL": "C", "TZ": "Asia/Tokyo"}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == hashlib.sha256(json.dumps(TEXTS).encode()).hexdigest()


@pytest.mark.parametrize("path", COMPLETE)
def test_everything_that_the_spec_says_is_in_each_file(path: str) -> None:
    text = plain(TEXTS[path])
    assert [word for word in said(SPEC) if plain(word) not in text] == []


def test_a_command_that_is_only_a_yaml_file_is_in_each_file(tmp_path: Path) -> None:
    spec = with_eleventh(tmp_path)
    texts = artefacts(spec)
    for path in COMPLETE:
        text = plain(texts[path])
        for word in ("Campaign.Rename", "Moniker", "Loudness", "Loud names need a moniker", "Renamed"):
            assert word in text, f"{word} is not in {path}"
    request = json.loads(texts["schemas/campaign-rename.request-json.schema.json"])
    assert request["required"] == ["Command", "CampaignID", "Moniker"]
    assert "campaignRename" in texts["openapi-commands.json"]


def test_a_changed_spec_makes_files_stale(tmp_path: Path) -> None:
    assert {entry.path for entry in stale(with_eleventh(tmp_path), COMMITTED)} >= {*COMPLETE}


def test_what_is_written_is_not_stale(tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    assert write(SPEC, out) == [*TEXTS]
    assert stale(SPEC, out) == []
    assert {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} == {*TEXTS}
    assert (out / "requests.http").read_bytes() == TEXTS["requests.http"].encode()


def test_a_folder_that_is_not_there_is_all_stale(tmp_path: Path) -> None:
    assert [entry.path for entry in stale(SPEC, tmp_path / "nowhere")] == [*TEXTS]


def test_a_stale_file_is_named_with_a_short_difference(tmp_path: Path) -> None:
    write(SPEC, tmp_path)
    changed = tmp_path / "requests.http"
    changed.write_text(TEXTS["requests.http"].replace("### Campaign.Copy", "### Campaign.Clone"), encoding="utf-8")
    (tmp_path / "openapi-wire.json").write_bytes(b"\xff")
    first, second = stale(SPEC, tmp_path)
    assert (first.path, second.path) == ("openapi-wire.json", "requests.http")
    assert "-### Campaign.Clone\n+### Campaign.Copy" in second.diff
    assert len(first.diff.splitlines()) == 21
    assert max(map(len, first.diff.splitlines())) == 160
    assert first.diff.endswith("more lines")


def test_a_file_of_an_earlier_generation_is_removed_and_nothing_else(tmp_path: Path) -> None:
    write(SPEC, tmp_path)
    left_over = tmp_path / "schemas" / "campaign-rename.success.schema.json"
    left_over.write_text(f'{{"$comment": "{NOTICE}"}}\n', encoding="utf-8")
    mine = [tmp_path / "notes.json", tmp_path / "deep" / "down.json"]
    mine[1].parent.mkdir()
    mine[0].write_text("{}", encoding="utf-8")
    mine[1].write_text(NOTICE, encoding="utf-8")
    [entry] = stale(SPEC, tmp_path)
    assert entry.path == "schemas/campaign-rename.success.schema.json"
    assert "-{" in entry.diff
    write(SPEC, tmp_path)
    assert not left_over.exists()
    assert all(path.exists() for path in mine)


def test_a_folder_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder", encoding="utf-8")
    with pytest.raises(GenerateError, match="cannot be written") as caught:
        write(SPEC, file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)
    (tmp_path / "requests.http").mkdir()
    with pytest.raises(GenerateError, match=r"requests\.http cannot be read"):
        stale(SPEC, tmp_path)


def test_names_are_put_into_one_word() -> None:
    assert camel_case("APIKey") == "apiKey"
    assert camel_case("NewCampaignID") == "newCampaignId"
    assert camel_case("Campaigns.Delete") == "campaignsDelete"
    assert pascal_case("campaign-create.request-json") == "CampaignCreateRequestJson"


def with_eleventh(directory: Path) -> Spec:
    """The spec with one more command, from a copy of its folder."""
    copy = directory / "spec"
    shutil.copytree(
        DEFAULT_DIRECTORY, copy, ignore=shutil.ignore_patterns("generated", "tests", "*.py", "__pycache__")
    )
    (copy / "commands" / "campaign-rename.yaml").write_text(ELEVENTH, encoding="utf-8")
    return load(copy)


def said(spec: Spec) -> Iterator[str]:
    """Every name and error text of the spec's commands."""
    for command in spec.commands:
        yield command.name
        yield from (parameter.name for parameter in command.parameters)
        yield from (error.message.removesuffix(".") for error in command.errors)
        yield from keys(command.success.schema)
        yield from {**command.success.shown.get("properties", {})}


def keys(schema: Any) -> Iterator[str]:
    for name, inner in schema.get("properties", {}).items():
        yield name
        yield from keys(inner)


def plain(text: str) -> str:
    """The text without the escapes of JSON, Markdown and HTML."""
    return text.replace("\\", "").replace("&#39;", "'").replace("&#x27;", "'")
