from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.model.equations import Layout
from certsim.symmetry.signed import SignedPartition, SignedPermutation
from tests.symmetry import oracle_fixed as oracle

SIZE = 5


@st.composite
def permutations(draw: st.DrawFn) -> SignedPermutation:
    order = draw(st.permutations(range(1, SIZE + 1)))
    signs = draw(st.lists(st.sampled_from((1, -1)), min_size=SIZE, max_size=SIZE))
    return SignedPermutation(tuple(i * s for i, s in zip(order, signs, strict=True)))


@st.composite
def partitions(draw: st.DrawFn) -> SignedPartition:
    return SignedPartition.of_literals(draw(st.lists(st.integers(-3, 3), min_size=SIZE, max_size=SIZE)))


def applied(symmetry: SignedPermutation, vector: list[int]) -> list[int]:
    return [vector[abs(image) - 1] * (1 if image > 0 else -1) for image in symmetry.images]


def element(symmetry: SignedPermutation) -> oracle.Element:
    return tuple((abs(image) - 1, 1 if image > 0 else -1) for image in symmetry.images)


VECTOR = [2, 3, 5, 7, 11]


@given(permutations(), permutations())
def test_a_product_applies_its_right_factor_first(left: SignedPermutation, right: SignedPermutation) -> None:
    assert applied(left * right, VECTOR) == applied(left, applied(right, VECTOR))


@given(permutations())
def test_an_inverse_undoes(symmetry: SignedPermutation) -> None:
    assert (symmetry * symmetry.inverse()).is_identity
    assert (symmetry.inverse() * symmetry).is_identity


@given(permutations())
def test_moves_and_maps_say_what_the_images_say(symmetry: SignedPermutation) -> None:
    assert SignedPermutation.from_moves(symmetry.moved, SIZE) == symmetry
    for i, image in enumerate(symmetry.images):
        expected = Polynomial({(abs(image) - 1,): 1 if image > 0 else -1})
        assert symmetry.as_maps().get(i, Polynomial.variable(i)) == expected


@pytest.mark.parametrize("images", [(1, 1), (1, 3), (0, 1), (2, -2), (-1, 1)])
def test_images_that_are_no_permutation_are_refused(images: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="every coordinate exactly once"):
        SignedPermutation(images)


def test_sizes_must_agree() -> None:
    with pytest.raises(ValueError, match="different sizes"):
        SignedPermutation((1, 2)) * SignedPermutation((1,))


@pytest.mark.parametrize("labels", [(2, 2), (1, 3), (-1,), (0, 1), (1, -2)])
def test_labels_that_are_not_canonical_are_refused(labels: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="does not name the least of a class"):
        SignedPartition(labels)


@given(permutations())
def test_fixed_subspaces_are_those_of_the_oracle(symmetry: SignedPermutation) -> None:
    assert SignedPartition.of_fixed(symmetry).labels == oracle.fixed(element(symmetry))


@given(partitions(), partitions())
def test_intersections_are_those_of_the_oracle(left: SignedPartition, right: SignedPartition) -> None:
    both = left.meet(right)
    assert both.labels == oracle.meet(left.labels, right.labels)
    assert both <= left
    assert both <= right
    assert (left <= right) == (both == left)


@given(partitions(), permutations())
def test_images_are_those_of_the_oracle(subspace: SignedPartition, symmetry: SignedPermutation) -> None:
    image = subspace.image(symmetry)
    assert image.image(symmetry.inverse()) == subspace
    assert image.dimension == subspace.dimension
    values = [0, *VECTOR]
    point = [values[abs(label)] * (1 if label > 0 else -1) for label in subspace.labels]
    moved = applied(symmetry, point)
    for i, label in enumerate(image.labels):
        assert moved[i] == (moved[abs(label) - 1] * (1 if label > 0 else -1) if label else 0)


@given(permutations())
def test_a_fixed_subspace_is_carried_to_that_of_the_conjugate(symmetry: SignedPermutation) -> None:
    turn = SignedPermutation((2, 3, 1, -4, 5))
    conjugate = symmetry * turn * symmetry.inverse()
    assert SignedPartition.of_fixed(turn).image(symmetry) == SignedPartition.of_fixed(conjugate)


def test_classes_dead_coordinates_and_images() -> None:
    subspace = SignedPartition((1, -1, 0, 4, 1))
    assert subspace.classes() == ((1, -2, 5), (4,))
    assert subspace.dead() == (2,)
    x = Polynomial.variable(0)
    assert subspace.images() == {1: -x, 2: ZERO, 4: x}
    assert subspace.equations(Layout(tuple("abcde"))) == ("b = -a", "c = 0", "e = a")


def test_on_a_slice_classes_with_frozen_coordinates_are_points() -> None:
    subspace = SignedPartition((1, -1, 0, 4, 5))
    assert subspace.dimension == 3
    assert subspace.slice_dimension({3}) == 2
    assert subspace.slice_dimension({1, 2}) == 2
