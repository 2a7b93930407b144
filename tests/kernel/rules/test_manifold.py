"""Manifolds (T4): regular points, redundant equations, and what holds everywhere."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import NoPointByIdentity, Redundant, Reference, Regular
from certsim.kernel.rules.manifold import MAX_MINOR_SIZE, MAX_MINORS, minors
from certsim.kernel.terms.polynomial import ONE, Polynomial
from tests.kernel.forge import claim, fields, placed, proved, tangent, times, variables

x, y, z = variables(3)
AT_REST = fields("x y z", ["0", "0", "0"])
PLANE_AND_LINE = (["*", "x", "z"], "0"), (["*", "y", "z"], "0")


def said(status: str, dimension: int) -> Any:
    return {"status": status, "dimension": dimension}


def regular(point: tuple[int, ...], *chosen: int, **parts: Any) -> Regular:
    rest = {"place": placed(*point), "redundant": (), "everywhere": None, **parts}
    return Regular(**{"chosen": chosen, **rest})


def shown(about: Any, evidence: Regular) -> tuple[str, int]:
    found = proved(about, tangent(), manifold=evidence).manifold
    return found["status"], found["dimension"]


class TestARegularPointShowsThePieceItIsOn:
    """{xz = 0, yz = 0} is the plane z = 0 and the line x = y = 0."""

    def test_a_point_of_the_plane(self) -> None:
        second = Redundant(1, x, times(y))
        about = claim(AT_REST, *PLANE_AND_LINE, manifold=said("regular locus", 2))
        assert shown(about, regular((1, 0, 0), 0, redundant=(second,))) == ("regular locus", 2)

    def test_a_point_of_the_line(self) -> None:
        about = claim(AT_REST, *PLANE_AND_LINE, manifold=said("regular locus", 1))
        assert shown(about, regular((0, 0, 1), 0, 1)) == ("regular locus", 1)

    def test_on_the_line_the_multiplier_vanishes(self) -> None:
        about = claim(AT_REST, *PLANE_AND_LINE, manifold=said("regular locus", 2))
        with pytest.raises(InvalidCertificate, match="the multiplier of a redundant equation may be zero"):
            proved(about, tangent(), manifold=regular((0, 0, 1), 0, redundant=(Redundant(1, x, times(y)),)))

    def test_where_they_meet_nothing_is_regular(self) -> None:
        about = claim(AT_REST, *PLANE_AND_LINE, manifold=said("regular locus", 1))
        with pytest.raises(InvalidCertificate, match="differentials of the chosen equations are dependent"):
            proved(about, tangent(), manifold=regular((0, 0, 0), 0, 1))


class TestAConstantRankIsNotEnough:
    """{y = 0, y + x² = 0} is a point in the plane, and its equations have rank 1 there."""

    def test_an_equation_that_is_not_independent_is_not_redundant(self) -> None:
        about = claim(
            fields("x y", ["0", "0"]),
            ("y", "0"),
            (["+", "y", ["**", "x", 2]], "0"),
            manifold=said("embedded", 1),
        )
        with pytest.raises(InvalidCertificate, match="either chosen or shown to be redundant"):
            proved(about, tangent(), manifold=regular(()))


class TestEmbeddedIsRegularEverywhere:
    def cylinder(self, radius: str) -> Any:
        circle = (["+", ["**", "x", 2], ["**", "y", 2]], radius)
        return claim(AT_REST, circle, manifold=said("embedded", 2))

    def everywhere(self, last: Polynomial) -> NoPointByIdentity:
        minors = ((Reference("minor", 0), x * Fraction(1, 2)), (Reference("minor", 1), last))
        return NoPointByIdentity(0, ONE, (), (*times(-ONE), *minors))

    def test_if_the_minors_have_no_zero_on_the_set(self) -> None:
        proof = self.everywhere(y * Fraction(1, 2))
        assert shown(self.cylinder("1"), regular((1,), 0, everywhere=proof)) == ("embedded", 2)

    def test_not_if_they_have_one(self) -> None:
        with pytest.raises(InvalidCertificate, match="no real point"):
            proved(
                self.cylinder("1"),
                tangent(),
                manifold=regular((1,), 0, everywhere=self.everywhere(y * Fraction(1, 3))),
            )

    def test_not_without_a_proof(self) -> None:
        with pytest.raises(InvalidCertificate, match="the manifold is claimed"):
            proved(self.cylinder("1"), tangent(), manifold=regular((1,), 0))

    def test_affine_sets_are(self) -> None:
        about = claim(AT_REST, ("x", "y"), manifold=said("embedded", 2))
        assert shown(about, regular(())) == ("embedded", 2)

    def test_not_of_another_dimension(self) -> None:
        unmoved = claim(AT_REST, ("x", "0"), manifold=said("embedded", 1))
        with pytest.raises(InvalidCertificate, match="the manifold is claimed"):
            proved(unmoved, tangent(), manifold=regular(()))


class TestMinors:
    def test_are_in_the_order_of_their_columns(self) -> None:
        assert minors([x * y, z], (0, 1, 2)) == [Polynomial({}), y, x]
        assert minors([z, x * y], (0, 1, 2)) == [Polynomial({}), -y, -x]

    def test_that_are_many_or_large_are_refused(self) -> None:
        assert len(minors([x], range(MAX_MINORS))) == MAX_MINORS
        assert minors(variables(MAX_MINOR_SIZE), range(MAX_MINOR_SIZE)) == [ONE]
        with pytest.raises(LimitExceeded, match=f"more than {MAX_MINORS} minors"):
            minors([x], range(MAX_MINORS + 1))
        with pytest.raises(LimitExceeded, match=f"of more than {MAX_MINOR_SIZE} rows"):
            minors(variables(MAX_MINOR_SIZE + 1), range(MAX_MINOR_SIZE + 1))
