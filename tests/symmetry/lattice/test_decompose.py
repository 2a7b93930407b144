"""Lattices of fixed subspaces against the sequences of theory T14 and an oracle that lists the group."""

from __future__ import annotations

from math import factorial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.errors import CertsimError
from certsim.symmetry.lattice.decompose import find_lattice
from certsim.symmetry.lattice.lattice import Lattice, members
from certsim.symmetry.lattice.listed import Listed
from certsim.symmetry.lattice.wreath import Wreath
from certsim.symmetry.signed import SignedPartition, SignedPermutation
from tests.symmetry import oracle_fixed as oracle


def permutations_of(elements: set[oracle.Element]) -> list[SignedPermutation]:
    return [SignedPermutation(tuple(s * (j + 1) for j, s in element)) for element in sorted(elements)]


def units(width: int, columns: int, flipped: int) -> list[SignedPermutation]:
    """Generators: neighbours swapped, and one unit flipped."""
    size = width * columns
    found = [
        {u * columns + c: ((u + 1) * columns + c, 1) for c in range(columns)}
        | {(u + 1) * columns + c: (u * columns + c, 1) for c in range(columns)}
        for u in range(width - 1)
    ]
    found += [{c: (c, -1) for c in range(flipped)}] if flipped else []
    return [SignedPermutation.from_moves(moves, size) for moves in found]


def require_equal(
    elements: set[oracle.Element], lattice: Lattice, generators: list[SignedPermutation]
) -> None:
    """Subspaces, classes, stabilisers and inclusions are those of the oracle."""
    subspaces = oracle.lattice(elements)
    orbits = oracle.classes(elements, subspaces)
    size = lattice.size
    assert lattice.order == len(elements)
    assert lattice.count == len(subspaces) == sum(one.size for one in lattice.classes)
    assert lattice.class_count == len(orbits) == len(lattice.classes)
    found = {}
    for number, one in enumerate(lattice.classes):
        representative = lattice.representative(number)
        orbit = {member.subspace.labels for member in members(lattice, generators, number)}
        assert orbit in orbits
        assert len(orbit) == one.size
        assert representative.dimension == one.dimension
        assert SignedPartition.of_group(lattice.generators(number), size) == representative
        fixing = [
            e
            for e in elements
            if oracle.meet(oracle.fixed(e), representative.labels) == representative.labels
        ]
        assert one.stabiliser == len(fixing)
        found |= dict.fromkeys(orbit, number)
    parents = {(found[low], found[high]) for low, high in oracle.covers(subspaces)}
    assert parents == {(n, parent) for n, one in enumerate(lattice.classes) for parent in one.parents}
    assert closed(lattice) == subspaces


def closed(lattice: Lattice) -> set[tuple[int, ...]]:
    """All intersections of the cuts of a lattice, by their labels."""
    cuts = [SignedPartition.of_ties(cut, lattice.size) for cut in lattice.cuts()]
    found = dict.fromkeys([SignedPartition.whole(lattice.size)])
    queue = list(found)
    for subspace in queue:
        for smaller in map(subspace.meet, cuts):
            if smaller not in found:
                found[smaller] = None
                queue.append(smaller)
    return {subspace.labels for subspace in found}


@pytest.mark.parametrize(
    ("columns", "flipped", "counts"),
    [
        (2, 0, [1, 2, 5, 15, 52, 203]),
        (2, 2, [2, 6, 24, 116, 648, 4088]),
        (2, 1, [2, 7]),
        (3, 2, [2, 7]),
    ],
    ids=["no parity: Bell", "odd: Dowling", "even", "even, two inputs"],
)
def test_counts_are_the_known_sequences(columns: int, flipped: int, counts: list[int]) -> None:
    for width, count in enumerate(counts, 1):
        assert find_lattice(units(width, columns, flipped), width * columns).count == count


@pytest.mark.parametrize("flipped", [0, 1, 2])
@pytest.mark.parametrize("width", [1, 2, 3])
def test_units_of_one_layer(width: int, flipped: int) -> None:
    generators = units(width, 2, flipped)
    require_equal(oracle.units(width, 2, flipped), find_lattice(generators, 2 * width), generators)


@pytest.mark.parametrize(
    ("first", "second", "odd"), [(2, 2, False), (2, 2, True), (3, 2, False), (3, 3, False)]
)
def test_deep_networks(first: int, second: int, odd: bool) -> None:
    elements = oracle.deep(first, second, odd)
    generators = permutations_of(elements)
    require_equal(elements, find_lattice(generators, len(generators[0].images)), generators)


DEEP_AND_ODD = {(3, 2): (120, 921), (3, 3): (353, 8093)}
"""Classes and subspaces of deep odd networks, as `python -m tests.symmetry.deep_counts` prints them."""


@pytest.mark.parametrize(("first", "second"), DEEP_AND_ODD)
def test_deep_odd_networks_as_the_oracle_counted_once(first: int, second: int) -> None:
    elements = oracle.deep(first, second, odd=True)
    generators = Random(2).sample(permutations_of(elements), 6)
    lattice = find_lattice(generators, len(generators[0].images))
    assert lattice.order == len(elements)
    assert (lattice.class_count, lattice.count) == DEEP_AND_ODD[first, second]


def product_of(*groups: set[oracle.Element]) -> set[oracle.Element]:
    found: set[oracle.Element] = {()}
    for elements in groups:
        found = {one + tuple((len(one) + j, s) for j, s in other) for one in found for other in elements}
    return found


@pytest.mark.parametrize(
    "elements",
    [
        product_of(oracle.units(2, 1, 1), oracle.units(3, 1, 0)),
        product_of(oracle.units(2, 2, 1), oracle.units(1, 1, 0), oracle.units(2, 1, 0)),
    ],
    ids=["odd by plain", "with a free coordinate between"],
)
def test_direct_products_from_tangled_generators(elements: set[oracle.Element]) -> None:
    generators = permutations_of(elements)
    require_equal(elements, find_lattice(generators, len(generators[0].images)), generators)


def cycle(length: int, sign: int = 1) -> oracle.Element:
    return (*((i + 1, 1) for i in range(length - 1)), (0, sign))


def two_blocks(generators: list[oracle.Element], swap: bool = True) -> list[oracle.Element]:
    """Generators on the first of two blocks, and the exchange of the blocks."""
    size = len(generators[0])
    found = [(*one, *((size + i, 1) for i in range(size))) for one in generators]
    exchange = (*((size + i, 1) for i in range(size)), *((i, 1) for i in range(size)))
    return [*found, exchange] if swap else found


INNER = {
    "a rotation of three": [cycle(3)],
    "a rotation of four": [cycle(4)],
    "a signed rotation": [cycle(2, -1)],
    "the swap of two": [((1, 1), (0, 1))],
    "a product": [((1, 1), (0, 1), (2, 1)), ((0, 1), (1, 1), (2, -1))],
    "signs on all": [((0, -1), (1, -1))],
    "signs on part": [((0, -1), (1, 1))],
    "signs apart": [((0, -1), (1, 1)), ((0, 1), (1, -1))],
}


@pytest.mark.parametrize("name", INNER)
def test_wreath_products_with_two_blocks(name: str) -> None:
    generators = two_blocks(INNER[name])
    elements = oracle.group(generators)
    assert len(elements) == len(oracle.group(INNER[name])) ** 2 * 2
    require_equal(
        elements,
        find_lattice(permutations_of(set(generators)), len(generators[0])),
        permutations_of(elements),
    )


def test_nested_wreath_products() -> None:
    generators = two_blocks(two_blocks([((0, -1), (1, -1))]))
    lattice = find_lattice(permutations_of(set(generators)), 8)
    assert isinstance(lattice, Wreath)
    assert isinstance(lattice.inner, Wreath)
    elements = oracle.group(generators)
    require_equal(elements, lattice, permutations_of(elements))


def test_a_group_that_permutes_blocks_with_a_twist_is_no_wreath_product() -> None:
    """Each odd permutation comes with -1: of order 3!, but a block's stabiliser flips it."""
    odd = ((1, -1), (0, -1), (2, -1))
    even = ((1, 1), (2, 1), (0, 1))
    elements = oracle.group([odd, even])
    assert len(elements) == factorial(3)
    lattice = find_lattice(permutations_of({odd, even}), 3)
    assert isinstance(lattice, Listed)
    require_equal(elements, lattice, permutations_of(elements))


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_random_small_groups(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 4))
    images = st.tuples(st.permutations(range(size)), st.tuples(*[st.sampled_from((1, -1))] * size))
    chosen = data.draw(st.lists(images, min_size=1, max_size=2))
    generators = [tuple(zip(order, signs, strict=True)) for order, signs in chosen]
    elements = oracle.group(generators)
    require_equal(elements, find_lattice(permutations_of(set(generators)), size), permutations_of(elements))


def test_wide_layers_are_counted_without_being_listed() -> None:
    lattice = find_lattice(units(30, 2, 2), 60, 2**30 * factorial(30))
    assert lattice.class_count == 28_629
    assert lattice.count == 3_149_598_980_263_142_775_744_799_145_984


def test_too_many_classes_are_an_error() -> None:
    lattice = find_lattice(units(60, 1, 1), 60, 2**60 * factorial(60))
    with pytest.raises(CertsimError, match=r"classes of fixed subspaces .* are too many"):
        _ = lattice.classes


def test_a_wrong_order_is_an_error() -> None:
    with pytest.raises(ValueError, match="has order 6 and not 7"):
        find_lattice(units(3, 1, 0), 3, order=7)


def test_a_large_group_that_is_no_wreath_product_is_an_error() -> None:
    rotation = SignedPermutation.from_moves({i: ((i + 1) % 11, 1) for i in range(11)}, 11)
    triple = SignedPermutation.from_moves({0: (1, 1), 1: (2, 1), 2: (0, 1)}, 11)
    with pytest.raises(CertsimError, match=r"indecomposable part .* has 19,958,400 elements"):
        find_lattice([rotation, triple], 11)
