"""Spec files: what is read from them, and what is said of those that cannot be."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from certsim.errors import SpecError
from certsim.kernel.statement.claim import read_candidate
from certsim.kernel.statement.model import read_model
from certsim.model.document import schema_text
from certsim.model.spec import MAX_BYTES, read_spec

CORPUS = Path(__file__).parents[1] / "corpus" / "specs"
BAD = sorted(CORPUS.glob("*.toml"))

TWO_LAYER = """
format = 1

[model]
name = "two-layer tanh network"
parameters = ["W[3,2]", "b[3]", "a[3]"]
inputs = ["x[2]"]
outputs = "a @ tanh(W @ x + b)"

[model.rates]
a = "1/2"
"b[0]" = 0.1
b."unused" = 1

[[candidates]]
name = "neurons 0 and 1 merged"
equations = ["W[0] = W[1]", "b[0] = b[1]", "a[0] = a[1]"]
expect = "certified"

[[candidates]]
fixed_by = [{ "W[0]" = "W[1]", "W[1]" = "W[0]" }]

[[candidates]]
equations = ["sum(a) = c"]
constants = ["c"]
where = ["a[0] > 0", "a[1] != 1e-3"]

[functions.sigma]
odd = true
even = false
zero_at_zero = true
""".replace('b."unused" = 1\n', "")


def rejection(path: Path) -> SpecError:
    with pytest.raises(SpecError) as caught:
        read_spec(path)
    return caught.value


def test_a_spec_becomes_statements(write_spec: Callable[..., Path]) -> None:
    path = write_spec(TWO_LAYER)
    spec = read_spec(path)
    assert spec.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (spec.path, spec.name, spec.model.name) == (path, "spec", "two-layer tanh network")
    assert spec.model.statement == {
        "parameters": [["W", [3, 2]], ["b", [3]], ["a", [3]]],
        "inputs": [["x", [2]]],
        "outputs": [["@", "a", ["call", "tanh", ["+", ["@", "W", "x"], "b"]]]],
        "rates": [["a", "1/2"], [["index", "b", 0], "1/10"]],
        "functions": {"sigma": ["odd", "zero_at_zero"]},
    }
    merged, swapped, level = spec.candidates
    assert (merged.name, merged.expect) == ("neurons 0 and 1 merged", "certified")
    assert (swapped.name, swapped.expect) == ("candidate 1", None)
    rows = [["index", "W", 0], ["index", "W", 1]]
    assert swapped.statement == {"fixed_by": [[rows, rows[::-1]]]}
    assert level.statement == {
        "equations": [[["sum", "a"], "c"]],
        "constants": [["c", []]],
        "where": [[["index", "a", 0], ">", "0"], [["index", "a", 1], "!=", "1/1000"]],
    }


def test_statements_are_plain_json_that_the_kernel_reads(write_spec: Callable[..., Path]) -> None:
    spec = read_spec(write_spec(TWO_LAYER))
    assert json.loads(json.dumps(spec.model.statement)) == spec.model.statement
    model = read_model(spec.model.statement)
    for candidate in spec.candidates:
        assert json.loads(json.dumps(candidate.statement)) == candidate.statement
        read_candidate(model, candidate.statement)


def test_line_ends_of_windows_change_nothing(write_spec: Callable[..., Path], tmp_path: Path) -> None:
    windows = tmp_path / "windows.toml"
    windows.write_bytes(TWO_LAYER.replace("\n", "\r\n").encode())
    assert read_spec(windows).model == read_spec(write_spec(TWO_LAYER)).model


def test_without_candidates_a_spec_is_still_a_spec(write_spec: Callable[..., Path]) -> None:
    spec = read_spec(write_spec('format = 1\nmodel = { parameters = ["a"], outputs = ["a", "a**2"] }'))
    assert spec.candidates == ()
    assert spec.model.statement["outputs"] == ["a", ["**", "a", 2]]


def test_fields_are_read_in_coordinate_order(write_spec: Callable[..., Path]) -> None:
    head = 'format = 1\n[model]\nparameters = ["x", "v[2]"]\n'
    text = head + 'fields = [["v[0]", "-x", "0"], ["1", "x*x", "v[1]"]]'
    model = read_spec(write_spec(text)).model
    assert model.statement["fields"][0] == [["index", "v", 0], ["neg", "x"], "0"]
    assert "outputs" not in model.statement


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_spec_is_explained(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CORPUS)
    start = time.perf_counter()
    error = rejection(Path(path.name))
    assert time.perf_counter() - start < 2
    assert str(error) + "\n" == path.with_suffix(".expected").read_text(encoding="utf-8")
    assert error.exit_status == 2


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('{"format": 1}', "specs are TOML, not JSON"),
        ("format: 1\n", "a value is given by '='"),
        ('format = 1\nname = "a\n', "a quote is never closed"),
        ("format = 1\nformat = 1\n", "the key, or the table, is given twice"),
        ("[model]\n[model]\n", "the table is given twice; candidates are [[candidates]]"),
        ("name = “a”\n", 'texts stand in straight quotes: "W[3,2]"'),
        ("odd = True\n", "truth values are written true and false"),
        ("name = a*b\n", 'texts stand in quotes: "W[3,2]"'),
        ('names = ["a" "b"]\n', "a comma or the closing ']' is missing"),
    ],
)
def test_what_is_not_toml_is_told_what_is(text: str, hint: str, write_spec: Callable[..., Path]) -> None:
    (only,) = rejection(write_spec(text)).problems
    assert only.message.startswith("this is not TOML: ")
    assert only.hint == hint


def test_a_key_that_is_cut_short_is_one_fault(write_spec: Callable[..., Path]) -> None:
    (only,) = rejection(write_spec('format = 1\n[model]\nparams = ["a"]\noutputs = "a"\n')).problems
    assert (only.message, only.hint) == ("unknown key 'params'", "did you mean 'parameters'?")


def test_every_bad_spec_has_its_expected_message_and_the_other_way_round() -> None:
    assert len(BAD) > 80
    assert {path.stem for path in BAD} == {path.stem for path in CORPUS.glob("*.expected")}


def test_problems_are_sorted_by_place() -> None:
    places = [(p.line, p.column) for p in rejection(CORPUS / "many_faults_at_once.toml").problems]
    assert len(places) > 5
    assert places == sorted(places)


@pytest.mark.parametrize("quotes", ['"', "'", '"""', "'''", '"""\n', "'''\n"])
def test_carets_find_their_way_through_every_kind_of_string(
    quotes: str, write_spec: Callable[..., Path]
) -> None:
    text = f'format = 1\n[model]\nparameters = ["é", "a"]\noutputs = [{quotes}a + zz{quotes.strip()}]'
    problem = rejection(write_spec(text.replace("é", "e"))).problems[0]
    assert problem.text[problem.start : problem.end] == "zz"
    assert problem.line == 4 + quotes.count("\n")


@pytest.mark.parametrize(
    ("string", "offence"),
    [
        (r'"\u0061 + zz"', "zz"),
        (r'"\u00e9 + zz"', r"\u00e9"),
        (r'"a\t+\tzz"', "zz"),
        (r'"\U0001F600 + zz"', r"\U0001F600"),
        ('"""a \\\n   + zz"""', "zz"),
        ('"""\\\n  \n  a + zz"""', "zz"),
        ('["😀é", "zz"]', "😀"),
        (r"'a \ zz'", "\\"),
    ],
)
def test_carets_count_characters_not_escapes_or_bytes(
    string: str, offence: str, write_spec: Callable[..., Path]
) -> None:
    problem = rejection(write_spec(f'format = 1\n[model]\nparameters = ["a"]\noutputs = {string}')).problems[
        0
    ]
    assert problem.text[problem.start : problem.end] == offence


def test_keys_are_found_wherever_toml_lets_them_stand(write_spec: Callable[..., Path]) -> None:
    text = """
format = 1
model.parameters = ["a", "b"]
model.outputs = "a*b"
model.rates = { a = 1, "b" = -2 }
functions."sigma".odd = 1
[[candidates]]
equations = [ # why not
  "a = b", # a comment
  "a = q",
]
[[candidates]]
equations = []
'where' = ["b > p"]
"""
    problems = rejection(write_spec(text)).problems
    assert [(p.line, p.key, p.text[p.start : p.end]) for p in problems] == [
        (5, "model.rates.b", "-2"),
        (6, "functions.sigma.odd", "1"),
        (10, "candidates[0].equations[1]", "q"),
        (14, "candidates[1].where[0]", "p"),
    ]


def test_uses_of_a_faulty_declaration_are_no_further_faults(write_spec: Callable[..., Path]) -> None:
    head = 'format = 1\n[model]\nparameters = ["W[0,2]", "a"]\noutputs = "a @ W"\n'
    text = head + '[[candidates]]\nequations = ["W[0] = a"]'
    assert [p.key for p in rejection(write_spec(text)).problems] == ["model.parameters[0]"]


@pytest.mark.parametrize(
    ("count", "rest"), [(20, ""), (21, "\nand 1 more problem"), (1_000, "\nand 980 more")]
)
def test_the_first_faults_are_worded_and_the_others_counted(
    write_spec: Callable[..., Path], count: int, rest: str
) -> None:
    outputs = ", ".join(['"q"'] * count)
    error = rejection(write_spec(f'format = 1\n[model]\nparameters = ["abc"]\noutputs = [{outputs}]'))
    assert str(error).count("unknown name 'q'") == 20
    assert rest in str(error)
    assert ("more problem" in str(error)) is bool(rest)


def test_very_many_faults_end_the_reading(write_spec: Callable[..., Path]) -> None:
    outputs = ", ".join(['"q"'] * 50_000)
    error = rejection(write_spec(f'format = 1\n[model]\nparameters = ["abc"]\noutputs = [{outputs}]'))
    assert len(error.problems) == 20
    assert "and at least" in str(error)


HEAD = 'format = 1\n[model]\nparameters = ["a", "b"]\ninputs = ["x"]\n'
NAMES = [f"n{'abcdefghij'[i % 10] * 20}{i * 7919:018d}" for i in range(2_000)]
NEAR = [f"n{'abcdefghij'[i % 10] * 20}{i * 104729:017d}_" for i in range(60)]
COSTLY = {
    "integers": f"a = [{'1,' * 900_000}]",
    "keys": "\n".join(f"k{i} = 1" for i in range(120_000)),
    "keys below a long header": f"[{'.'.join('a' * 40)}]\n" + "\n".join(f"k{i}=1" for i in range(150_000)),
    "tables in a list": f"a = [{'{a=1},' * 250_000}]",
    "suggestions": f"format = 1\n[model]\nparameters = {NAMES}\noutputs = {NEAR}",
    "names": HEAD + f'outputs = "{"+".join(f"zz{i}" for i in range(40_000))}"',
    "slices": 'format = 1\n[model]\nparameters = ["W[500000]"]\noutputs = '
    + str([f"sum(W[{i}:400000])" for i in range(200)]),
    "zeros": 'format = 1\n[model]\nparameters = ["W[1400,2]", "V[2,700]"]\noutputs = "sum((0*W) @ (0*V))"',
    "powers": HEAD + f'outputs = "{"+".join(f"3**{i % 900}" for i in range(100_000))}"',
}


@pytest.mark.parametrize("kind", COSTLY)
def test_what_costs_too_much_to_read_is_refused(kind: str, write_spec: Callable[..., Path]) -> None:
    error = rejection(write_spec(COSTLY[kind]))
    said = ("more work than is allowed", "a product of more than", "symbols are over the limit")
    assert any(words in str(error) for words in said) or error.more or len(error.problems) == 20


WEIRD = {
    "a truth value for the model": ("format = 1\nmodel = true", "model: expected a table"),
    "a number for the model": ("format = 1\nmodel = 7", "model: expected a table"),
    "a number for a candidate": (
        'format = 1\ncandidates = [1]\n[model]\nparameters=["a"]\noutputs="a"',
        "table",
    ),
    "deep tables": ("x = " + "{a=" * 300 + "1" + "}" * 300, "nested"),
    "deep lists": ("x = " + "[" * 5_000 + "]" * 5_000, "nested"),
    "a hexadecimal number": (HEAD + f"outputs = 'a'\n[model.rates]\na = 0x{'f' * 10_000}", "1000 digits"),
    "a decimal number": (HEAD + f"outputs = 'a'\n[model.rates]\na = {'9' * 10_000}", "too many digits"),
    "a chain of quotients": (HEAD + f"outputs = 'a*(1/{'/'.join(['3' * 900] * 5)})'", "1000 digits"),
    "half a character": (HEAD + 'outputs = "a\\ud800"', "TOML"),
    "no character": (HEAD + 'outputs = "a\x00"', "TOML"),
}


@pytest.mark.parametrize("kind", WEIRD)
def test_what_is_no_spec_at_all_is_refused(kind: str, write_spec: Callable[..., Path]) -> None:
    text, message = WEIRD[kind]
    assert message in str(rejection(write_spec(text)))


def test_dots_in_comments_and_strings_are_no_keys(write_spec: Callable[..., Path]) -> None:
    dots = "a." * 100
    text = (
        f"# {dots}\n{HEAD}outputs = 'a*b*x' # {dots}\n[[candidates]]\nname = '{dots}'\nequations = ['a = b']"
    )
    assert read_spec(write_spec(text)).candidates[0].name == dots
    assert "more than 50 parts" in str(rejection(write_spec(text + f"\n{dots}a = 1")))


class TestFilesThatCannotBeRead:
    def test_a_missing_file_is_told_with_its_likely_name(self, write_spec: Callable[..., Path]) -> None:
        path = write_spec()
        error = rejection(path.with_name("spce.toml"))
        assert "there is no such file" in str(error)
        assert f"did you mean {str(path)!r}?" in str(error)

    def test_a_directory(self, tmp_path: Path) -> None:
        assert "this is a directory" in str(rejection(tmp_path))

    def test_a_file_over_the_limit_is_not_read(self, tmp_path: Path) -> None:
        path = tmp_path / "huge.toml"
        with path.open("wb") as file:
            file.truncate(50 * MAX_BYTES)
        start = time.perf_counter()
        assert "larger than the limit of 2 MB" in str(rejection(path))
        assert time.perf_counter() - start < 0.5

    def test_a_device_without_end(self) -> None:
        assert "not a regular file" in str(rejection(Path("/dev/zero")))

    def test_a_pipe_that_nobody_writes_to(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.toml")
        assert "not a regular file" in str(rejection(tmp_path / "pipe.toml"))

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_a_file_without_permission(self, write_spec: Callable[..., Path]) -> None:
        path = write_spec()
        path.chmod(0)
        assert "cannot be read" in str(rejection(path))

    def test_a_name_that_no_file_can_have(self) -> None:
        assert "cannot be read" in str(rejection(Path("a\0b")))


class TestTheSchema:
    def test_is_a_schema_that_knows_its_draft(self) -> None:
        assert json.loads(schema_text())["$schema"] == "https://json-schema.org/draft/2020-12/schema"

    def test_describes_every_value_in_words(self) -> None:
        def described(schema: dict[str, object]) -> bool:
            inner = [*dict(schema.get("properties", {})).values()]  # type: ignore[call-overload]
            inner += [schema[key] for key in ("items", "additionalProperties") if schema.get(key)]
            return "description" in schema and all(map(described, inner))

        assert described(json.loads(schema_text()))
