"""Invariance: which kind of proof is enough for which claim, and what by convention is not."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    BoundaryInvariant,
    Composition,
    CoreProof,
    Crosses,
    Description,
    Empty,
    Invariance,
    Kept,
    Leaves,
    Letter,
    Part,
    Symmetry,
    Tangency,
    Vanishing,
)
from certsim.kernel.terms.polynomial import ONE
from tests.kernel.forge import claim, fields, model, placed, proved, tangent, times, variables

a, w = variables(2)
NEURON = model(["*", "a", ["call", "relu", ["*", "w", "x"]]], "a w")
STILL = model(["+", "1", ["*", "0", ["call", "relu", "a"]]], "a w")
DEAD = ("w", "0")
CONVENTION = Tangency((), (), (), "convention")
NO_UNION = "by convention about kinks a set is kept, and is no union of orbits"


def part(*equations: tuple[Any, Any], proof: Any = CONVENTION) -> Part:
    return Part({"equations": [list(pair) for pair in equations]}, Invariance(None, proof))


class TestByConventionASetIsKeptAndNoUnionOfOrbits:
    def test_so_that_a_plain_claim_may_rest_on_it(self) -> None:
        found = proved(claim(NEURON, DEAD), CONVENTION)
        assert [assumption.name for assumption in found.assumptions] == ["relu0"]

    def test_also_in_other_equations_of_it(self) -> None:
        other = Description((w,), (Vanishing(0, 2, (), times(ONE)),), (times(w),))
        about = claim(NEURON, (["**", "w", 2], "0"))
        assert [one.name for one in proved(about, CONVENTION, other).assumptions] == ["relu0"]

    @pytest.mark.parametrize(
        ("equations", "parts", "images"),
        [
            ([DEAD], [part(DEAD)], None),
            ([DEAD], [part(DEAD)], {}),
            ([DEAD, ("a", "0")], [part(DEAD), part(("a", "0"), proof=tangent())], None),
            ([(["*", "w", "a"], "0")], [part(DEAD), part(("a", "0"), proof=tangent())], None),
        ],
    )
    def test_not_in_a_composition(self, equations: Any, parts: Any, images: Any) -> None:
        with pytest.raises(InvalidCertificate, match=NO_UNION):
            proved(claim(NEURON, *equations), Composition(tuple(parts), images))

    def test_not_in_a_difference(self) -> None:
        first, second = part(DEAD), part(("a", "w"), proof=tangent())
        about = claim(NEURON, difference=[first.candidate, second.candidate])
        with pytest.raises(InvalidCertificate, match=NO_UNION):
            proved(about, Composition((first, second), None))

    def test_not_of_the_boundary_of_a_condition(self) -> None:
        boundary = BoundaryInvariant(Invariance(None, CONVENTION))
        about = claim(STILL, where=[["a", ">", "0"]])
        with pytest.raises(InvalidCertificate, match=NO_UNION):
            proved(about, tangent(conditions=(boundary,)))

    def test_not_in_a_crossing(self) -> None:
        about = claim(NEURON, DEAD, where=[["a", "!=", "0"]], verdict="refuted")
        crossing = Crosses(placed(), 0, (Letter(0, {}),), alone=False, rest=Invariance(None, CONVENTION))
        with pytest.raises(InvalidCertificate, match=NO_UNION):
            proved(about, crossing)

    def test_not_of_a_core(self) -> None:
        shown = {"equations": [list(DEAD)], "comparison": "unknown", "largest": False}
        about = {**claim(NEURON, DEAD, verdict="core"), "core": shown}
        core = CoreProof(Invariance(None, CONVENTION), (Vanishing(0, 1, (), ()),), (), None, None)
        with pytest.raises(InvalidCertificate, match=NO_UNION):
            proved(about, core)

    def test_not_of_a_reduced_model(self) -> None:
        said = {"model": model("0", "a"), "map": {"a": "a", "w": "0"}}
        about = {**claim(NEURON, DEAD, verdict="reduced"), "reduced": said}
        with pytest.raises(InvalidCertificate, match=NO_UNION):
            proved(about, CONVENTION)


class TestBoundedCofactorsAreEnoughForAll:
    BOUNDED = Tangency((), (), (), "bounded")

    def test_compositions(self) -> None:
        both = part(("a", "0"), DEAD, proof=self.BOUNDED)
        about = claim(NEURON, ("a", "0"), DEAD)
        assert not proved(about, Composition((both,), None)).assumptions

    def test_but_a_part_on_regions_makes_it_one_on_regions(self) -> None:
        parts = part(("a", "0"), DEAD, proof=self.BOUNDED), part(("a", "w"), proof=tangent())
        about = claim(NEURON, ("a", "0"), DEAD, ("a", "w"))
        found = proved(about, Composition(parts, None))
        assert [assumption.name for assumption in found.assumptions] == ["relu"]


class TestADifferenceIsProvedFromItsParts:
    ABOUT = claim(fields("a w", ["0", "0"]), difference=[{"equations": []}, {"equations": [["a", "0"]]}])

    @pytest.mark.parametrize("proof", [tangent(), Empty(None), Symmetry(())])
    def test_and_by_no_other_rule(self, proof: Any) -> None:
        with pytest.raises(InvalidCertificate, match="a difference is proved from its parts"):
            proved(self.ABOUT, proof)


class TestEvidenceIsOfTheKindOfTheClaim:
    LEAVES = Leaves(placed(0, 1), 0, (Letter(0, {}),))
    DRIFT = fields("a w", ["w", "0"])

    @pytest.mark.parametrize("verdict", ["certified", "refuted"])
    def test_each_verdict_has_its_own(self, verdict: str) -> None:
        about = claim(self.DRIFT, ("a", "0"), verdict=verdict)
        wrong: Any = self.LEAVES if verdict == "certified" else tangent()
        with pytest.raises(InvalidCertificate, match=f"not for the claim, which is '{verdict}'"):
            proved(about, wrong)

    def test_a_core_is_no_invariance(self) -> None:
        about = claim(fields("a w", ["0", "0"]), ("a", "0"))
        core = CoreProof(Invariance(None, tangent()), (Vanishing(0, 1, (), ()),), (), None, None)
        with pytest.raises(InvalidCertificate, match="not for the claim, which is 'certified'"):
            proved(about, core)


def test_a_condition_may_be_kept_by_its_boundary() -> None:
    about = claim(fields("a w", ["a", "0"]), where=[["a", "<", "0"]])
    boundary = BoundaryInvariant(Invariance(None, tangent()))
    assert proved(about, tangent(conditions=(boundary,))).verdict == "certified"
    with pytest.raises(InvalidCertificate, match="L_X of side condition 0"):
        proved(about, tangent(conditions=(Kept(((),)),)))
