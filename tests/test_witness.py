"""Counterexamples as results show them."""

from __future__ import annotations

from certsim.kernel.check import check
from certsim.kernel.statement.strict_json import dump
from certsim.result import Witness
from certsim.witness import witness_of
from tests.corpus.accepted import ACCEPTED


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
