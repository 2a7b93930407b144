from __future__ import annotations

from math import factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.symmetry.group.stabiliser_chain import (
    Chain,
    Table,
    compose,
    invert,
    orbits,
    permutation_of,
    table_of,
)
from certsim.symmetry.signed import SignedPermutation
from tests.symmetry import oracle_fixed as oracle

SIZE = 4


@st.composite
def elements(draw: st.DrawFn) -> oracle.Element:
    order = draw(st.permutations(range(SIZE)))
    signs = draw(st.lists(st.sampled_from((1, -1)), min_size=SIZE, max_size=SIZE))
    return tuple(zip(order, signs, strict=True))


def table(element: oracle.Element) -> Table:
    return table_of([s * (j + 1) for j, s in element])


@given(elements(), elements())
def test_tables_multiply_as_signed_permutations_do(left: oracle.Element, right: oracle.Element) -> None:
    product = permutation_of(table(left)) * permutation_of(table(right))
    assert permutation_of(compose(table(left), table(right))) == product
    assert permutation_of(invert(table(left))) == permutation_of(table(left)).inverse()


@settings(deadline=None)
@given(st.lists(elements(), max_size=3), elements(), st.permutations(range(SIZE)))
def test_orders_members_and_stabilisers_are_those_of_the_listed_group(
    generators: list[oracle.Element], other: oracle.Element, base: list[int]
) -> None:
    identity = tuple((i, 1) for i in range(SIZE))
    group = oracle.group([identity, *generators])
    chain = Chain(map(table, generators), SIZE, base=base)
    assert chain.order == len(group)
    assert (table(other) in chain) == (other in group)
    fixing = {one for one in group if one[base[0]] == (base[0], 1)}
    found = oracle.group([identity, *map(_element, chain.stabiliser(1))])
    assert found == fixing


def _element(one: Table) -> oracle.Element:
    return tuple((abs(image) - 1, 1 if image > 0 else -1) for image in permutation_of(one).images)


def test_a_known_order_must_be_right() -> None:
    swap = table_of((2, 1, 3))
    assert Chain([swap], 3, order=2).order == 2
    for wrong in (1, 3, 4):
        with pytest.raises(ValueError, match=f"has order 2 and not {wrong}"):
            Chain([swap], 3, order=wrong)


def test_large_groups_have_exact_orders() -> None:
    swaps = [
        table_of(SignedPermutation.from_moves({i: (i + 1, 1), i + 1: (i, 1)}, 50).images) for i in range(49)
    ]
    flip = table_of((-1, *range(2, 51)))
    assert Chain([*swaps, flip], 50, order=2**50 * factorial(50)).order == 2**50 * factorial(50)


def test_orbits_disregard_signs() -> None:
    assert orbits([table_of((-2, 1, 3, -4))], 4) == [(0, 1), (2,), (3,)]
