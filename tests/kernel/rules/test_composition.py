"""Composition (T10): unions, intersections, differences and images of invariant sets."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.evidence.records import Composition, Description, Invariance, Kept, Part, Tangency
from certsim.kernel.terms.polynomial import ONE
from tests.kernel.forge import claim, fields, model, proved, tangent, times, variables

a, b = variables(2)
SCALING = fields("a b", ["a", "b"])
NEITHER = "neither the intersection nor the union of the parts"
SWAP = {0: b, 1: a}


def one(*equations: tuple[Any, Any], **more: Any) -> dict[str, Any]:
    return {"equations": [list(pair) for pair in equations], **more}


A, B = one(("a", "0")), one(("b", "0"))
POSITIVE = one(where=[["a", ">", "0"]])
KEPT = tangent(conditions=(Kept((times(ONE, kind="condition"),)),))


def made_of(*parts: Any, images: Any = None) -> Composition:
    """Parts that are candidates, or candidates with their proofs."""
    pairs = [part if isinstance(part, tuple) else (part, tangent()) for part in parts]
    return Composition(tuple(Part(part, Invariance(None, proof)) for part, proof in pairs), images)


class TestAUnionHasTheProductsOfEquations:
    CROSS = claim(SCALING, (["*", "a", "b"], "0"))

    def test_of_one_of_each_part(self) -> None:
        assert proved(self.CROSS, made_of(A, B)).verdict == "certified"

    @pytest.mark.parametrize("parts", [(), (A,), (A, A), (A, B, B), (A, one(("b", "1")))])
    def test_and_no_others(self, parts: Any) -> None:
        with pytest.raises(InvalidCertificate, match=NEITHER):
            proved(self.CROSS, made_of(*parts))

    def test_and_no_conditions(self) -> None:
        about = claim(SCALING, (["*", "a", "b"], "0"), where=[["a", ">", "0"]])
        with pytest.raises(InvalidCertificate, match=NEITHER):
            proved(about, made_of(A, one(("b", "0"), where=[["a", ">", "0"]])))

    def test_of_sets_that_are_kept(self) -> None:
        about = claim(fields("a b", ["0", "a"]), (["*", "a", "b"], "0"))
        with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
            proved(about, made_of(A, B))


class TestAnIntersectionHasAllEquationsAndConditions:
    ABOUT = claim(SCALING, ("b", "0"), where=[["a", ">", "0"]])

    def test_of_the_parts_one_after_the_other(self) -> None:
        assert proved(self.ABOUT, made_of(B, (POSITIVE, KEPT))).verdict == "certified"

    @pytest.mark.parametrize(
        "parts",
        [(B,), ((POSITIVE, KEPT),), (A, (POSITIVE, KEPT)), (B, (one(where=[["a", "<", "0"]]), KEPT))],
    )
    def test_and_no_others(self, parts: Any) -> None:
        with pytest.raises(InvalidCertificate, match=NEITHER):
            proved(self.ABOUT, made_of(*parts))

    def test_of_sets_that_are_kept(self) -> None:
        about = claim(fields("a b", ["1", "b"]), ("b", "0"), where=[["a", ">", "0"]])
        with pytest.raises(InvalidCertificate, match="L_X of side condition 0"):
            proved(about, made_of(B, (POSITIVE, KEPT)))


class TestADifferenceIsOfTheTwoSetsThatItNames:
    ABOUT = claim(SCALING, difference=[A, B])

    def test_in_their_order(self) -> None:
        assert proved(self.ABOUT, made_of(A, B)).verdict == "certified"

    @pytest.mark.parametrize("parts", [(), (A,), (B, A), (A, A), (A, B, B)])
    def test_and_of_no_others(self, parts: Any) -> None:
        with pytest.raises(InvalidCertificate, match="are not the two sets of which the claim is"):
            proved(self.ABOUT, made_of(*parts))

    def test_and_of_no_image(self) -> None:
        with pytest.raises(InvalidCertificate, match="are not the two sets of which the claim is"):
            proved(self.ABOUT, made_of(A, B, images=SWAP))

    def test_that_are_both_kept(self) -> None:
        about = claim(fields("a b", ["0", "1"]), difference=[A, B])
        with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
            proved(about, made_of(A, B))

    def test_and_is_not_shown_by_its_first_set_alone(self) -> None:
        with pytest.raises(InvalidCertificate, match="a difference is proved from its parts"):
            proved(self.ABOUT, tangent())

    def test_or_by_other_equations_of_it(self) -> None:
        with pytest.raises(InvalidCertificate, match="a difference is proved from its parts"):
            proved(self.ABOUT, made_of(A, B), Description((), (), ()))

    def test_which_may_be_differences_themselves(self) -> None:
        inner = {"difference": [A, B]}
        about = claim(SCALING, difference=[A, inner])
        assert proved(about, made_of(A, (inner, made_of(A, B))))
        with pytest.raises(InvalidCertificate, match="not the two sets"):
            proved(about, made_of(A, (inner, made_of(B, A))))

    def test_is_part_of_a_difference_only(self) -> None:
        inner = {"difference": [A, B]}
        about = claim(SCALING, ("a", "0"), ("b", "0"))
        with pytest.raises(InvalidCertificate, match="a difference may be a part of a difference only"):
            proved(about, made_of((inner, made_of(A, B)), B))


class TestAnImageIsOfASymmetry:
    PRODUCT = model(["*", "a", "b", "x"], "a b")

    def test_that_leads_to_the_part(self) -> None:
        assert proved(claim(SCALING, ("a", "0")), made_of(B, images=SWAP)).verdict == "certified"

    @pytest.mark.parametrize("parts", [(A,), (one(("b", "1")),), (one(("b", "0"), ("a", "0")),)])
    def test_and_to_nothing_else(self, parts: Any) -> None:
        with pytest.raises(InvalidCertificate, match=r"is not the image of the part|L_X"):
            proved(claim(SCALING, ("a", "0")), made_of(*parts, images=SWAP))

    def test_and_to_one_part(self) -> None:
        with pytest.raises(InvalidCertificate, match="an image has one part"):
            proved(claim(SCALING, ("a", "0")), made_of(B, B, images=SWAP))

    def test_of_the_model(self) -> None:
        about = claim(fields("a b", ["a", ["*", "2", "b"]]), ("a", "0"))
        with pytest.raises(InvalidCertificate, match="a map is no symmetry"):
            proved(about, made_of(B, images=SWAP))

    def test_that_is_an_isometry(self) -> None:
        stretched = {0: 2 * a, 1: b * ONE * 1}
        level = claim(model("1", "a b"), (["*", "2", "a"], "1"))
        with pytest.raises(InvalidCertificate, match="the map is not an isometry"):
            proved(level, made_of(one(("a", "1")), images=stretched))

    def test_with_the_conditions_of_the_part(self) -> None:
        about = claim(SCALING, where=[["b", ">", "0"]])
        assert proved(about, made_of((POSITIVE, KEPT), images=SWAP)).verdict == "certified"
        other = claim(SCALING, where=[["b", "<", "0"]])
        with pytest.raises(InvalidCertificate, match="is not the image of the part"):
            proved(other, made_of((POSITIVE, KEPT), images=SWAP))

    def test_in_a_model_with_steps_it_holds_on_regions(self) -> None:
        """What a symmetry needs may cancel on regions and not at kinks, so that the name stands."""
        twice = [["call", "relu", u] for u in (["*", "b", ["+", "b", "1"]], ["+", ["**", "b", 2], "b"])]
        unused = ["*", "0", ["call", "relu", ["*", "a", ["+", "a", "1"]]]]
        about = claim(model(["+", twice[0], ["neg", twice[1]], unused], "a b"), ("b", "0"))
        found = proved(about, made_of((A, Tangency((), (), (), "bounded")), images=SWAP))
        assert [assumption.name for assumption in found.assumptions] == ["relu"]


class TestAPartIsASetOfTheSameModel:
    def test_with_the_constants_of_the_whole(self) -> None:
        about = claim(SCALING, ("a", "0"), ("b", "0"))
        with pytest.raises(InvalidCertificate, match="the constants of the whole"):
            proved(about, made_of(A, one(("b", "0"), constants=[["k", []]])))

    @pytest.mark.parametrize("part", [{}, {"equations": [["c", "0"]]}, [], None])
    def test_that_can_be_read(self, part: Any) -> None:
        with pytest.raises(MalformedCertificate):
            proved(claim(SCALING, ("a", "0")), made_of(part))

    def test_and_the_claimed_set_is_not_described_in_other_words(self) -> None:
        about = claim(SCALING, (["*", "a", "b"], "0"))
        other = Description((a * b, a * a * b), (), (times(ONE),))
        with pytest.raises(InvalidCertificate, match=r"its own reason to vanish|of the claimed set itself"):
            proved(about, made_of(A, B), other)


def test_compositions_nest() -> None:
    cross = one((["*", "a", "b"], "0"))
    about = claim(SCALING, (["*", "a", "b"], "0"), where=[["a", ">", "0"]])
    assert proved(about, made_of((cross, made_of(A, B)), (POSITIVE, KEPT))).verdict == "certified"
    with pytest.raises(InvalidCertificate, match=NEITHER):
        proved(about, made_of((cross, made_of(A, A)), (POSITIVE, KEPT)))
