"""Candidates in all their spellings."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.errors import SpecError
from certsim.kernel.statement.claim import read_candidate
from certsim.kernel.statement.model import read_model
from certsim.model.candidate import Candidate
from certsim.model.model import Model

MODEL = Model.parse("a @ tanh(W @ x)", parameters=["W[3,2]", "a[3]"], inputs=["x[2]"])


def test_equations_conditions_and_constants() -> None:
    candidate = Candidate.parse(
        MODEL,
        ["W @ W.T = C", "a = 0"],
        where=["a[0] > c", "W[0] != W[1]"],
        constants=["C[3,3]", "c"],
        name="n",
    )
    assert candidate.name == "n"
    assert candidate.statement == {
        "equations": [[["@", "W", ["T", "W"]], "C"], ["a", "0"]],
        "constants": [["C", [3, 3]], ["c", []]],
        "where": [
            [["index", "a", 0], ">", "c"],
            [["index", "W", 0], "!=", ["index", "W", 1]],
        ],
    }
    assert len(read_candidate(read_model(MODEL.statement), candidate.statement).equations) == 12


def test_maps() -> None:
    candidate = Candidate.parse(
        MODEL, fixed_by=[{"a[0]": "2*a[1] - 1"}, {"W[:,0]": "-W[:,0]", "a[1]": "(a[0] + a[2])/2"}]
    )
    read = read_candidate(read_model(MODEL.statement), candidate.statement)
    assert [len(images) for images in read.maps] == [1, 4]


def test_no_equations_are_the_whole_space() -> None:
    assert Candidate.parse(MODEL, []).statement == {"equations": []}
    assert "all parameters" in repr(Candidate.parse(MODEL, []))


def test_names_and_expectations_make_no_difference_to_equality() -> None:
    one, other = Candidate.parse(MODEL, ["a = 0"], name="one"), Candidate.parse(MODEL, ["a=0"])
    assert one == other
    assert hash(one) == hash(other)
    assert one != Candidate.parse(MODEL, ["a = 1"])


def test_constants_of_one_candidate_are_unknown_to_the_next() -> None:
    Candidate.parse(MODEL, ["a = c"], constants=["c"])
    with pytest.raises(SpecError, match="unknown name 'c'"):
        Candidate.parse(MODEL, ["a = c"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "one of the keys 'equations' and 'fixed_by' is missing"),
        ({"equations": ["a = 0"], "fixed_by": [{"a": "-a"}]}, "exclude each other"),
        ({"equations": "a = 0"}, "expected a list of equations"),
        ({"equations": ["a"]}, "an expression alone"),
        ({"equations": ["a = b"]}, "unknown name 'b'"),
        ({"equations": ["a = x[0]"]}, "'x' is an input"),
        ({"equations": ["a = W"]}, "do not go together"),
        ({"equations": ["tanh(a) = 0"]}, "the function tanh in an equation"),
        ({"equations": ["1/a[0] = 0"]}, "a division by what is not a number"),
        ({"equations": ["a[0]**-2 = 1"]}, "a negative power"),
        ({"equations": ["a = 1/0"]}, "division by zero"),
        ({"equations": [], "where": ["a[0] >= 0"]}, "only !=, > and < are possible"),
        ({"equations": [], "where": ["exp(a[0]) > 0"]}, "the function exp in a condition"),
        ({"equations": [], "constants": ["a"]}, "declared twice"),
        ({"fixed_by": []}, "found an empty list"),
        ({"fixed_by": [{}]}, "found an empty table"),
        ({"fixed_by": [{"a": "W"}]}, "is an array of shape"),
        ({"fixed_by": [{"a": "0"}]}, "but mapped to a scalar"),
        ({"fixed_by": [{"2*a": "a"}]}, "is no parameter"),
        ({"fixed_by": [{"x": "x"}]}, "'x' is an input"),
        ({"fixed_by": [{"a[0]": "a[0]*a[1]"}]}, "degree at most 1"),
        ({"fixed_by": [{"a[0]": "a @ a"}]}, "degree at most 1"),
        ({"fixed_by": [{"a": "-a", "a[1]": "0"}]}, "given twice"),
        ({"fixed_by": [{"a": "-a"}], "constants": ["c"]}, "does not go with"),
    ],
)
def test_misuse_is_a_spec_error(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError, match=message) as caught:
        Candidate.parse(MODEL, **arguments)
    assert str(caught.value).startswith("<candidate>:")


def test_a_constant_divisor_is_polynomial() -> None:
    candidate = Candidate.parse(MODEL, ["a[0]/(1 + 2**-1) = 2/3"])
    assert read_candidate(read_model(MODEL.statement), candidate.statement)


def test_representations() -> None:
    candidate = Candidate.parse(MODEL, ["a = c"], where=["c != 0"], constants=["c"], name="level <c>")
    assert repr(candidate) == "<Candidate 'level <c>': a = c, where c != 0, for every c>"
    rows = r"a = c \\ c \neq 0 \\ \text{for every }c \in \mathbb{R}"
    assert candidate._repr_latex_() == rf"$\displaystyle \begin{{array}}{{l}}{rows}\end{{array}}$"
    assert "level &lt;c&gt;" in candidate._repr_html_()
    assert "fixed by a → -a" in repr(Candidate.parse(MODEL, fixed_by=[{"a": "-a"}]))
