"""Counterexamples as results show them."""

from __future__ import annotations

from certsim import Model, certify
from certsim.kernel.check import check
from certsim.kernel.statement.model import read_model
from certsim.kernel.statement.strict_json import dump
from certsim.report.text import witness_lines
from certsim.result import Witness, field_text
from certsim.verdict import Verdict
from certsim.witness import field_of, witness_of
from tests.corpus.accepted import ACCEPTED
from tests.parts import with_parts


def witness(name: str) -> Witness:
    found = witness_of(check(dump(ACCEPTED[name])))
    assert found is not None
    return found


def test_of_a_certified_set_there_is_none() -> None:
    assert witness_of(check(dump(ACCEPTED["symmetry_swap"]))) is None


def test_every_coordinate_and_every_input_is_listed() -> None:
    found = witness("leaving_rational")
    assert found.point == {"a": "0", "b": "1"}
    assert found.word == [{"output": 0, "input": {"x": "1"}}]
    assert (found.violates, found.equation, found.value) == ("equation", "a = 0", "1")


def test_constants_stand_apart() -> None:
    assert witness("leaving_for_one_constant").constants == {"k": "5"}


def test_a_concrete_function_is_written_out() -> None:
    assert witness("leaving_for_one_function").functions == {"s": "u"}


def test_a_crossing_names_the_condition() -> None:
    found = witness("crossing_a_condition")
    assert (found.violates, found.equation) == ("where", "b > 0")


def test_a_field_of_a_list_has_no_input() -> None:
    assert witness("leaving_by_a_word_of_two").word == [{"field": 0}] * 2


def test_an_exponential_value_is_exact() -> None:
    value = witness("leaving_by_exponentials").value
    assert value == {"numerator": "E**2 - 1", "denominator": "E**2 + 1", "basis": {"E": "exp(1)"}}


def test_an_algebraic_coordinate_is_exact() -> None:
    assert witness("leaving_at_an_algebraic_point").point["a"] != "0"


def refuted(model: Model, equation: str) -> Witness:
    found = certify(model, [equation]).witness
    assert found is not None
    return found


def test_a_field_at_a_datum_names_the_datum_and_no_input() -> None:
    # At x = 0 nothing moves; at x = 1 the field of output 1, b*x, moves b alone.
    model = with_parts(
        Model.parse(["a*x", "b*x"], parameters=["a", "b"], inputs=["x"]), data=[{"x": "0"}, {"x": "1"}]
    )
    found = refuted(model, "b = 0")
    assert found.word == [{"output": 1, "datum": 1}]
    assert list(witness_lines(found))[1] == "the field of output 1 at datum 1 breaks b = 0"


def test_a_symmetric_function_is_named_by_its_members_and_powers() -> None:
    # ∇(a + b) keeps a = b and breaks a = -b; ∇(a² + b²)/2 = (a, b) keeps both.
    model = with_parts(
        Model.parse(["c*x", "a*x", "b*x"], parameters=["a", "b", "c"], inputs=["x"]),
        symmetric_outputs=[[1, 2]],
    )
    assert certify(model, ["a = b"]).verdict is Verdict.CERTIFIED
    (letter,) = refuted(model, "a = -b").word
    assert (letter["symmetric"], letter["powers"]) == ([1, 2], [1])
    assert field_of(read_model(model.statement), 0) == {"output": 0}
    assert field_of(read_model(model.statement), 2) == {"symmetric": [1, 2], "powers": [2]}


def test_members_with_two_outputs_have_exponents_for_both() -> None:
    model = with_parts(
        Model.parse(["a*x", "b*x", "c*x", "d*x"], parameters=["a", "b", "c", "d"], inputs=["x"]),
        symmetric_outputs=[[[0, 1], [2, 3]]],
        data=[{"x": "1"}, {"x": "2"}],
    )
    # F_i, G_i, F_i², F_i·G_i, G_i²: five sums for each datum.
    read = read_model(model.statement)
    assert field_of(read, 8) == {"symmetric": [[0, 1], [2, 3]], "powers": [1, 1], "datum": 1}
    assert field_text(field_of(read, 8)) == "the sum F_0·F_1 + F_2·F_3 at datum 1"
