"""The cost of work: what is long is paid for by its length, before it is made."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest

from certsim.kernel.check import check
from certsim.kernel.errors import InvalidCertificate, LimitExceeded, MalformedCertificate
from certsim.kernel.meter import BASE, MAX_BITS, allowance, metered, plus, spend, times
from certsim.kernel.statement.model import MAX_SCALARS
from certsim.kernel.statement.strict_json import MAX_BYTES, dump
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.subspace import restrict
from certsim.kernel.values.interval import forget
from tests.kernel.forge import (
    claim,
    composition,
    document,
    evidence,
    invariance,
    symmetry,
    tangency,
    variables,
)

ACCEPTED: Final = Path(__file__).parents[1] / "corpus/accept"
LONG = Fraction(7**30_000, 3**30_000)


def test_a_larger_file_may_cost_more() -> None:
    assert BASE < allowance(1000) < allowance(MAX_BYTES)


def test_work_is_refused_when_the_allowance_is_spent() -> None:
    with metered(10):
        spend(10)
        with pytest.raises(LimitExceeded, match="more arithmetic"):
            spend(1)


@pytest.mark.parametrize("operation", [plus, times])
class TestSumsAndProducts:
    def test_short_integers_cost_nothing_of_their_own(self, operation: Callable[..., Any]) -> None:
        with metered(0):
            assert operation(2, 3) in (5, 6)

    def test_long_fractions_cost_quadratically(self, operation: Callable[..., Any]) -> None:
        with metered(50_000), pytest.raises(LimitExceeded, match="more arithmetic"):
            operation(LONG, LONG)

    def test_long_integers_cost_their_length(self, operation: Callable[..., Any]) -> None:
        with metered(2_000), pytest.raises(LimitExceeded, match="more arithmetic"):
            operation(7**30_000, 7**30_000)

    def test_numbers_over_the_limit_are_not_touched(self, operation: Callable[..., Any]) -> None:
        with pytest.raises(LimitExceeded, match="a number of more than"):
            operation(1 << MAX_BITS + 1, 1)


class TestPolynomials:
    polynomial = Polynomial({(0,): LONG, (1,): LONG + 1, (): 2})

    @pytest.mark.parametrize(
        "operation",
        [
            lambda p: p + Polynomial({(0,): LONG}),
            lambda p: p * p,
            lambda p: p * LONG,
            lambda p: p.substitute({0: p}),
            lambda p: -p,
        ],
    )
    def test_long_coefficients_are_paid_for(self, operation: Callable[..., Any]) -> None:
        with metered(5_000), pytest.raises(LimitExceeded, match="more arithmetic"):
            operation(self.polynomial)

    def test_a_long_text_is_paid_for(self) -> None:
        with metered(1_000), pytest.raises(LimitExceeded, match="more arithmetic"):
            Polynomial.variable(0).text(lambda _: "name" * 1000)

    def test_long_monomials_are_paid_for_where_a_variable_is_looked_for(self) -> None:
        polynomial = Polynomial({(0,) * 1000 + (at,): 1 for at in range(1, 201)})
        with metered(10_000), pytest.raises(LimitExceeded, match="more arithmetic"):
            polynomial.derivative(999)


def scalar_with_inputs(count: int, *outputs: Any, **more: Any) -> Any:
    return {"parameters": [["a", []]], "inputs": [["x", [count]]], "outputs": list(outputs), **more}


NOTHING: Final = ["*", "0", "x"]
"""As many outputs as there are inputs, each the number 0."""
EVERYTHING: Final[Any] = {"equations": []}


def of_laws() -> Any:
    bounds = {"point": {"a": "0"}, "independent": 0, "lower": 0, "upper": 1, "complete": None}
    about = {
        "model": scalar_with_inputs(1000, NOTHING),
        "verdict": "laws",
        "laws": {"conserved": ["1"] * 500, **bounds},
    }
    spanning: Any = {"modulus": 7, "basis": None, "bits": None, "brackets": [], "input": {}}
    conservation = [{"opaque": False, "derivatives": []}] * 500
    proof = {"shows": "laws", "conservation": conservation, "chosen": [], "spanning": spanning}
    return document(about, evidence(proof))


PRODUCTS: Final = {
    "fields and equations": document(
        claim(scalar_with_inputs(300, NOTHING), ("k", "0"), constants=[["k", [1000]]]),
        evidence(invariance(tangency())),
    ),
    "fields and laws": of_laws(),
    "outputs and symmetries": document(
        claim(scalar_with_inputs(10_000, NOTHING)), evidence(invariance(symmetry(*[{}] * 200)))
    ),
    "names and parts": document(
        claim(scalar_with_inputs(10_000, "a")),
        evidence(invariance(composition(*[(EVERYTHING, invariance(tangency()))] * 200))),
    ),
}


def test_equations_that_become_affine_one_after_the_other() -> None:
    y = variables(301)
    with metered(1_000_000), pytest.raises(LimitExceeded, match="more arithmetic"):
        restrict([y[1], *(y[at + 1] + y[at] * y[0] for at in range(1, 300))], 301)


class TestCertificates:
    """What a short certificate names many of is paid for as often as it is gone through."""

    @pytest.mark.parametrize("certificate", PRODUCTS.values(), ids=PRODUCTS)
    def test_a_product_of_two_counts(self, certificate: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("certsim.kernel.check.allowance", lambda size: 2_000_000 + 6 * size)
        with pytest.raises(LimitExceeded, match="more arithmetic"):
            check(dump(certificate))

    def test_what_earlier_checks_computed_makes_none_cheaper(self, monkeypatch: pytest.MonkeyPatch) -> None:
        certificate = (ACCEPTED / "leaving_by_an_enclosure.json").read_bytes()

        def is_enough(work: int) -> bool:
            monkeypatch.setattr("certsim.kernel.check.allowance", lambda size: work)
            try:
                return bool(check(certificate))
            except LimitExceeded:
                return False

        least = bisect_left(range(BASE), True, key=is_enough)
        forget()
        assert is_enough(least)

    def test_functions_are_not_copied_for_each_call(self) -> None:
        """The file with 20 000 functions costs little more than the one with a single function."""

        def seconds(count: int) -> float:
            functions: dict[str, list[str]] = {f"f{at}": [] for at in range(count)}
            of = scalar_with_inputs(5_000, ["sum", ["call", "tanh", ["*", "a", "x"]]], functions=functions)
            before = time.process_time()
            with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
                check(dump(document(claim(of, ("a", "0")), evidence(invariance(tangency())))))
            return time.process_time() - before

        assert seconds(20_000) < 2 * seconds(1) + 1

    def test_outputs_are_bounded(self) -> None:
        of = scalar_with_inputs(MAX_SCALARS // 2, *["x"] * 3)
        with pytest.raises(MalformedCertificate, match=f"more than {MAX_SCALARS} outputs"):
            check(dump(document(claim(of), evidence(invariance(tangency())))))
