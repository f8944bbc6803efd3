"""The YAML reader: every key knows its line, and what cannot be read is one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign_contract.spec.document import Document, DocumentError, Problem, read

TREE = """\
first: 1

second:
  - a
  - inner: {deep: 2}
    other:
      3
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "file.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_key_knows_its_line(tmp_path):
    document = read(written(tmp_path, TREE))
    assert document.data == {"first": 1, "second": ["a", {"inner": {"deep": 2}, "other": 3}]}
    assert document.lines == {
        (): 1,
        ("first",): 1,
        ("second",): 3,
        ("second", 0): 4,
        ("second", 1): 5,
        ("second", 1, "inner"): 5,
        ("second", 1, "inner", "deep"): 5,
        ("second", 1, "other"): 6,
    }


def test_a_problem_has_the_line_of_the_nearest_key_that_is_there(tmp_path):
    path = written(tmp_path, TREE)
    document = read(path)
    assert document.problem(("second", 1, "lacking", 0), "text") == Problem(path, 5, "second[1].lacking[0]", "text")
    assert document.problem(("lacking",), "text").line == 1


@pytest.mark.parametrize(
    ("key", "shown"),
    [("a.b[0]", "file.yaml:7: a.b[0]: wrong"), ("", "file.yaml:7: wrong")],
)
def test_a_problem_is_one_line(key, shown):
    assert str(Problem(Path("file.yaml"), 7, key, "wrong")) == shown


def test_an_error_has_a_line_for_each_problem():
    problems = [Problem(Path("a"), 1, "x", "one"), Problem(Path("b"), 2, "", "two")]
    error = DocumentError(iter(problems))
    assert error.problems == tuple(problems)
    assert str(error) == "a:1: x: one\nb:2: two"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        pytest.param("a: 1\nb: 2\na: 3\n", 3, "a: the key is there twice; allowed: once", id="repeated-key"),
        pytest.param(
            "a:\n  - {b: 1, b: 2}\n", 2, "a[0].b: the key is there twice; allowed: once", id="repeated-inside"
        ),
        pytest.param("a: 1\n? [x, y]\n: 2\n", 2, "a key is not text; allowed: text", id="key-is-a-list"),
        pytest.param("a: 1\nb: [1\n", 3, "not valid YAML: expected ',' or ']', but got '<stream end>'", id="unclosed"),
        pytest.param("a: 'x\n", 2, "not valid YAML: found unexpected end of stream", id="unclosed-text"),
        pytest.param(
            "a:\n\tb: 1\n", 2, r"not valid YAML: found character '\t' that cannot start any token", id="tab-indents"
        ),
        pytest.param("a: *x\n", 1, "not valid YAML: found undefined alias 'x'", id="no-such-anchor"),
        pytest.param("a: 1\n---\nb: 2\n", 2, "not valid YAML: but found another document", id="two-documents"),
        pytest.param("a: 1\nb: \0\n", 2, "not valid YAML: holds a character that YAML does not allow", id="nul"),
        pytest.param(b"a: \xff\n", 1, "cannot be read: not UTF-8", id="not-utf-8"),
        pytest.param("a: 1\nb: !!int x\n", 2, "not valid YAML: the value is no int", id="not-of-its-tag"),
        pytest.param("a: 1\nb: !!bool x\n", 2, "not valid YAML: the value is no bool", id="not-a-bool"),
        pytest.param(
            "a: !!python/object x\n",
            1,
            "not valid YAML: could not determine a constructor for the tag 'tag:yaml.org,2002:python/object'",
            id="python-object",
        ),
        pytest.param(
            "a: 1\n<<: 3\n",
            2,
            "not valid YAML: expected a mapping or list of mappings for merging, but found scalar",
            id="merges-a-number",
        ),
        pytest.param("a: &a [*a]\n", 1, "not usable: nested too deeply, or holds itself", id="holds-itself"),
        pytest.param("[" * 1500, 1, "not usable: nested too deeply, or holds itself", id="too-deep"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(tmp_path, text, line, what):
    path = written(tmp_path, text)
    with pytest.raises(DocumentError) as refused:
        read(path)
    assert str(refused.value) == f"{path}:{line}: {what}"


def test_all_repeated_keys_are_listed(tmp_path):
    with pytest.raises(DocumentError) as refused:
        read(written(tmp_path, "a: 1\na: 2\nb: {c: 1, c: 2}\n"))
    assert [(problem.line, problem.key) for problem in refused.value.problems] == [(2, "a"), (3, "b.c")]


def test_a_missing_file_is_refused(tmp_path):
    path = tmp_path / "none.yaml"
    with pytest.raises(DocumentError) as refused:
        read(path)
    assert str(refused.value) == f"{path}:1: cannot be read: No such file or directory"


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(DocumentError) as refused:
        read(tmp_path)
    assert str(refused.value) == f"{tmp_path}:1: cannot be read: Is a directory"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_an_empty_file_holds_nothing(tmp_path, text):
    assert read(written(tmp_path, text)).data is None


@pytest.mark.parametrize("text", ["2035-06-01", "2035-06-01 09:30:00", "10:30:00", "09:30", "0000-00-00"])
def test_dates_and_times_stay_text(tmp_path, text):
    assert read(written(tmp_path, f"a: {text}\n")).data == {"a": text}


@pytest.mark.parametrize(("text", "value"), [("12", 12), ("1.5", 1.5), ("true", True), ("~", None), ("'12'", "12")])
def test_other_values_keep_their_type(tmp_path, text, value):
    found = read(written(tmp_path, f"a: {text}\n")).data["a"]
    assert (found, type(found)) == (value, type(value))


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path):
    assert read(written(tmp_path, "\ufeffa: 1\n")).data == {"a": 1}


def test_a_merge_key_brings_keys_in_and_the_own_ones_win(tmp_path):
    document = read(written(tmp_path, "a: &base {x: 1, y: 2}\nb:\n  <<: *base\n  y: 3\n"))
    assert document.data["b"] == {"x": 1, "y": 3}
    assert document.problem(("b", "x"), "text").line == 2  # the key stands elsewhere: the nearest that is in the file
    assert document.problem(("b", "y"), "text").line == 4


SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["a"],
    "properties": {"a": {"type": ["string", "integer"]}, "b": {"enum": ["x", "y"]}, "c": {"type": "object"}},
}


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a: 1\nb: x\n", []),
        ("b: x\n", ["1: 'a' is a required property"]),
        ("a: 1\nb: z\n", ["2: b: 'z' is not allowed; allowed: x, y"]),
        ("a: 1\nc: []\n", ["2: c: [] has the wrong type; allowed: object"]),
        ("a: []\n", ["1: a: [] has the wrong type; allowed: string or integer"]),
        ("a: 1\nd: 1\n", ["2: d: unknown key; allowed: a, b, c"]),
        ("a: 1\n7: 1\n", ["2: 7: unknown key; allowed: a, b, c"]),
        ("d: 1\na: 1\nb: z\ne: 1\n", ["1: d: unknown key; allowed: a, b, c", "4: e: unknown key; allowed: a, b, c",
                                      "3: b: 'z' is not allowed; allowed: x, y"]),
        ("", ["1: None has the wrong type; allowed: object"]),
    ],
)  # fmt: skip
def test_a_schema_is_held(tmp_path, text, problems):
    path = written(tmp_path, text)
    assert [str(problem) for problem in read(path).schema_problems(SCHEMA)] == [f"{path}:{p}" for p in problems]


def test_a_document_of_data_alone_still_names_its_file():
    assert str(Document(Path("f"), {}).problem(("a", 0), "wrong")) == "f:1: a[0]: wrong"
