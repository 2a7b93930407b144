"""Closure under bracket: the upper bound where nothing that is conserved can be written down."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from certsim.judge import Options
from certsim.kernel.check import check, read_certificate
from certsim.kernel.statement.strict_json import load
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Atom
from certsim.model.model import Model
from certsim.model.point import read_point
from certsim.orbits.laws.conserved import generic_point, laws
from certsim.orbits.reach.orbit import OrbitResult, orbit
from tests.kernel.forge import judged, spoilt

XYZ = sympy.symbols("x y z")


def through(model: Model, point: str, degree: int = 2) -> OrbitResult:
    return orbit(model, read_point(model, point), degree)


def closure_of(certificate: bytes | None) -> Any:
    assert certificate is not None
    proof: Any = read_certificate(certificate).evidence.proof
    return proof.closure


# On the cylinder x² + y² = 1 the second field vanishes; z grows along the first, whose orbits are spirals.
SPIRAL = Model.from_fields(
    [["y", "-x", "z", "0"], ["0", "0", "0", "(x**2 + y**2 - 1)*w"]], parameters=["x", "y", "z", "w"]
)


class TestOrbits:
    @pytest.mark.parametrize(
        ("outputs", "parameters", "at", "dimension"),
        [
            ("x*(a*tanh(b) + c)", "a b c", "a=1, b=2, c=3", 1),
            ("a*log(b) + b*c", "a b c", "a=1, b=2, c=3", 1),
            ("a*gelu(b) + c*b", "a b c", "a=1, b=2, c=3", 1),
            ("x*a*b*tanh(c)", "a b c", "a=0, b=0, c=2", 0),
        ],
    )
    def test_one_field_has_curves_for_orbits(
        self, outputs: str, parameters: str, at: str, dimension: int
    ) -> None:
        inputs = ["x"] if "x" in outputs.split("*") else []
        found = through(Model.parse(outputs, parameters=parameters.split(), inputs=inputs), at)
        assert (found.lower, found.upper) == (dimension, dimension)

    def test_what_vanishes_on_the_set_counts_for_nothing(self) -> None:
        found = through(SPIRAL, "x=1, y=0, z=1, w=1")
        assert (found.lower, found.upper, found.fills) == (1, 1, None)
        assert found.equations == ("w = 1", "x**2 + y**2 = 1")
        assert any(expressed.rest for expressed in closure_of(found.certificate))
        assert found.summary == "dimension 1 of 4: the orbit lies in {w = 1, x**2 + y**2 = 1}"

    def test_that_it_vanishes_there_has_to_be_shown(self) -> None:
        found = through(SPIRAL, "x=1, y=0, z=1, w=1")
        assert found.certificate is not None
        written = load(found.certificate)
        bare = [{**one, "rest": []} for one in written["evidence"]["proof"]["closure"]]
        family, message = judged(spoilt(written, {"evidence.proof.closure": bare}))
        assert (family, "of the closure under bracket" in message) == ("invalid", True)

    def test_off_the_set_it_counts(self) -> None:
        found = through(SPIRAL, "x=2, y=0, z=1, w=1")
        assert (found.lower, found.upper) == (2, 2)

    def test_ties_of_neurons_tie_their_atoms(self) -> None:
        """On the set where the two neurons are one, each field is a multiple of one field."""
        model = Model.parse("a*tanh(b) + c*tanh(d)", parameters=["a", "b", "c", "d"], inputs=[])
        found = through(model, "a=1, b=2, c=1, d=2")
        assert (found.lower, found.upper) == (1, 1)
        assert {"c = a", "d = b"} <= set(found.equations)


polynomials = st.lists(
    st.tuples(
        st.sampled_from([-2, -1, 1, 2]), st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 2))
    ),
    max_size=2,
).map(
    lambda terms: sum(
        (c * sympy.prod(v**e for v, e in zip(XYZ, es, strict=True)) for c, es in terms), sympy.S(0)
    )
)
families = st.lists(st.lists(polynomials, min_size=3, max_size=3), min_size=1, max_size=2)


def bracket(one: sympy.Matrix, other: sympy.Matrix) -> sympy.Matrix:
    return other.jacobian(XYZ) * one - one.jacobian(XYZ) * other


def rank_of_brackets(family: Sequence[Sequence[sympy.Expr]], point: Sequence[Any]) -> int:
    """Of all brackets with up to four fields, at a point, with nothing of certsim."""
    fields = [sympy.Matrix(field) for field in family]
    rows, longest = list(fields), fields
    for _ in range(3):
        longest = [bracket(one, other) for one, other in product(fields, longest)]
        rows += longest
    return sympy.Matrix([list(row.subs(dict(zip(XYZ, point, strict=True)))) for row in rows]).rank()


@settings(deadline=None, max_examples=40)
@given(families)
@example([[sympy.S(0)] * 3])
def test_no_bracket_is_beyond_the_upper_bound(family: list[list[sympy.Expr]]) -> None:
    model = Model.from_fields([[str(each) for each in field] for field in family], parameters=["x", "y", "z"])
    answer = laws(model, 1, options=Options(timeout=10))
    point = list(generic_point(3, 0).values())
    rank = rank_of_brackets(family, point)
    assert rank <= answer.upper
    assert answer.complete is not True or answer.independent <= 3 - rank
    assert answer.certificate is not None
    check(answer.certificate)


def test_a_closure_lists_the_calls_in_its_coefficients() -> None:
    """The field of the square is 2p·erf(q) times the other one; no law of p·erf(q) can be written down."""
    found = laws(Model.parse(["p*erf(q)*x", "(p*erf(q))**2*x"], parameters=["p", "q"], inputs=["x"]))
    assert found.certificate is not None
    proof: Any = read_certificate(found.certificate).evidence.proof
    q = Polynomial.variable(1)
    assert proof.closure
    assert proof.atoms == (Atom("erf", q), Atom("gaussian", q))
    assert check(found.certificate).verdict == "laws"
