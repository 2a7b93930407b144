"""A secant (T8): what isometries fix is affine, and a set that holds two points and not their line is not."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from certsim.kernel.check import check, write_certificate
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Composition, Evidence, Invariance, Kept, Part, Regular
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.number import Root
from tests.kernel.forge import claim, model, placed, tangent, times, variables

p, q, x = variables(3)
PRODUCT = model(["*", "p", "q", "x"], "p q")
HYPERBOLA = (["+", ["**", "p", 2], ["neg", ["**", "q", 2]]], "3")
CROSS = (["+", ["**", "p", 2], ["neg", ["**", "q", 2]]], "0")
T = Polynomial.variable(0)
ROOT_OF_TWO = Root((Fraction(-2), Fraction(0), Fraction(1)), Fraction(1), Fraction(2))
POSITIVE = tangent(conditions=(Kept((times(x, kind="condition"),)),))
DIAGONAL = claim(PRODUCT, ("p", "q"))


def induced(about: Any, *places: Any, by: Any = None, manifold: Any = None) -> bool | None:
    """Whether symmetries induce the set, as far as the kernel knows."""
    offered = Evidence(Invariance(None, by or tangent()), manifold, (), places)
    labels = {"model": "a test", "candidate": "a test"}
    return check(write_certificate(labels, read_claim(about), offered)).symmetry_induced


class TestASecantShowsThatNoSymmetryInducesTheSet:
    @pytest.mark.parametrize("other", [(2, -1), (-2, 1), (-2, -1)])
    def test_of_a_curve(self, other: Any) -> None:
        assert induced(claim(PRODUCT, HYPERBOLA), placed(2, 1), placed(*other)) is False

    def test_of_two_lines(self) -> None:
        assert induced(claim(PRODUCT, CROSS), placed(1, 1), placed(1, -1)) is False

    def test_without_one_nothing_is_said(self) -> None:
        assert induced(claim(PRODUCT, HYPERBOLA)) is None


class TestALineThatTheSetHoldsShowsNothing:
    @pytest.mark.parametrize(
        ("about", "places"),
        [
            (DIAGONAL, (placed(), placed(1, 1))),
            (claim(PRODUCT, CROSS), (placed(1, 1), placed(2, 2))),
            (claim(PRODUCT, CROSS), (placed(), placed(1, -1))),
            (claim(PRODUCT, HYPERBOLA), (placed(2, 1), placed(2, 1))),
            (claim(PRODUCT), (placed(), placed(1, 2))),
        ],
    )
    def test_whatever_the_points(self, about: Any, places: Any) -> None:
        with pytest.raises(InvalidCertificate, match="the set holds the whole line"):
            induced(about, *places)

    def test_nor_does_half_of_it(self) -> None:
        about = claim(PRODUCT, ("p", "q"), where=[["p", ">", "0"]])
        with pytest.raises(InvalidCertificate, match="the set holds the whole line"):
            induced(about, placed(1, 1), placed(2, 2), by=POSITIVE)


class TestASecantGoesThroughTwoPointsOfTheSet:
    ABOUT = claim(PRODUCT, HYPERBOLA)

    @pytest.mark.parametrize("other", [(2, 2), (), (3, 1)])
    def test_not_through_another(self, other: Any) -> None:
        with pytest.raises(InvalidCertificate, match="the point is not in the set"):
            induced(self.ABOUT, placed(2, 1), placed(*other))

    def test_not_through_one_that_a_condition_excludes(self) -> None:
        about = claim(PRODUCT, ("p", "q"), where=[["p", ">", "0"]])
        with pytest.raises(InvalidCertificate, match="does not satisfy a side condition strictly"):
            induced(about, placed(1, 1), placed(-1, -1), by=POSITIVE)

    @pytest.mark.parametrize("places", [(placed(2, 1),), (placed(2, 1), placed(2, -1), placed(-2, 1))])
    def test_not_through_one_or_three(self, places: Any) -> None:
        with pytest.raises(InvalidCertificate, match="two points with rational coordinates"):
            induced(self.ABOUT, *places)

    @pytest.mark.parametrize("coordinate", [T, 2])
    def test_not_through_points_in_a_root(self, coordinate: Any) -> None:
        with pytest.raises(InvalidCertificate, match="two points with rational coordinates"):
            induced(self.ABOUT, placed(2, 1), placed(coordinate, -1, root=ROOT_OF_TWO))

    def test_not_outside_the_domain(self) -> None:
        """Where the model p·q·x + 0·log(p) is defined, of the hyperbola there is one branch."""
        hidden = model(["+", ["*", "p", "q", "x"], ["*", "0", ["call", "log", "p"]]], "p q")
        about = claim(hidden, HYPERBOLA)
        assert induced(about, placed(2, 1), placed(2, -1)) is False
        with pytest.raises(InvalidCertificate, match="was not shown to be defined"):
            induced(about, placed(2, 1), placed(-2, 1))

    def test_not_at_an_input_that_is_none(self) -> None:
        with pytest.raises(InvalidCertificate, match="for the model's inputs only"):
            induced(self.ABOUT, placed(2, 1), placed(2, -1, input={0: Fraction(1)}))


class TestASecantIsOfASetThatIsKept:
    def test_without_constants(self) -> None:
        about = claim(PRODUCT, (HYPERBOLA[0], "c"), constants=[["c", []]])
        with pytest.raises(InvalidCertificate, match="of a set without constants"):
            induced(about, placed(2, 1, 0, 3), placed(2, -1, 0, 3))

    def test_beside_a_manifold(self) -> None:
        about = claim(PRODUCT, HYPERBOLA, manifold={"status": "regular locus", "dimension": 1})
        regular = Regular(placed(2, 1), (0,), (), None)
        assert induced(about, placed(2, 1), placed(2, -1), manifold=regular) is False


def test_a_difference_has_none() -> None:
    first, second = ({"equations": [[name, "0"]]} for name in "pq")
    parts = tuple(Part(one, Invariance(None, tangent())) for one in (first, second))
    about = claim(model("1", "p q"), difference=[first, second])
    with pytest.raises(InvalidCertificate, match="a secant is one of an invariant set"):
        induced(about, placed(0, 1), placed(0, 2), by=Composition(parts, None))
