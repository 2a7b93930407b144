"""Gröbner bases that remember where they come from."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from certsim.algebra.budget import Budget, Deadline, OutOfBudget
from certsim.algebra.groebner import GroebnerBasis, divide, divides, lead_of
from certsim.algebra.rings import Element, Ring
from certsim.kernel.terms.polynomial import Polynomial

x, y, z = map(Polynomial.variable, range(3))
RINGS = [Ring([0, 1, 2]), Ring([2], [0, 1]), Ring([0], [1], [2])]
SYSTEMS = [
    [x**2 - y, x * y - 1],
    [x**2 * y - z, y**2 - x * z, z**2 - y + 1],
    [x**2 + y**2 + z**2 - 1, x * y - z, x - y * z],
    [x * y, x * z, y * z],
    [x - 1, Polynomial({}), x * y - y],
]


def combination(cofactors: Sequence[Element], generators: Sequence[Element], ring: Ring) -> Element:
    return sum((q * g for q, g in zip(cofactors, generators, strict=True)), ring.zero)


@pytest.mark.parametrize("ring", RINGS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_basis_element_has_cofactors_in_the_generators(ring: Ring, system: list[Polynomial]) -> None:
    generators = [ring.element(g) for g in system]
    basis = GroebnerBasis(ring, generators, Budget())
    for element in basis.elements:
        cofactors = basis.cofactors(element, Budget())
        assert cofactors is not None
        assert combination(cofactors, generators, ring) == element


@pytest.mark.parametrize("ring", RINGS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_basis_is_reduced(ring: Ring, system: list[Polynomial]) -> None:
    basis = GroebnerBasis(ring, [ring.element(g) for g in system], Budget())
    for element, lead in zip(basis.elements, basis.leading, strict=True):
        assert element.coefficient(0) == 1
        others = [other for other in basis.leading if other != lead]
        assert not any(divides(other, ring.decode(m)) for other in others for m in element.monoms())


def test_an_earlier_block_is_eliminated() -> None:
    ring = Ring([2], [0, 1])
    basis = GroebnerBasis(ring, [ring.element(x - z**2), ring.element(y - z**3)], Budget())
    free = [p for p in map(ring.polynomial, basis.elements) if 2 not in p.variables]
    assert free in ([x**3 - y**2], [y**2 - x**3])


def test_division_leaves_no_monomial_that_a_lead_divides() -> None:
    ring = RINGS[0]
    nodes = [ring.element(x * y - 1), ring.element(y**2 - 1)]
    leads = [lead_of(ring, node, i) for i, node in enumerate(nodes)]
    element = ring.element(x**2 * y + x * y**2 + y**2)
    remainder, quotients = divide(ring, element, leads, nodes, Budget())
    assert ring.polynomial(remainder) == x + y + 1
    assert sum((q * nodes[i] for i, q in quotients.items()), remainder) == element


def test_a_unit_is_recognised() -> None:
    ring = RINGS[0]
    assert GroebnerBasis(ring, [ring.element(x), ring.element(x * y - 1)], Budget()).is_unit
    assert not GroebnerBasis(ring, [ring.element(x)], Budget()).is_unit


@pytest.mark.parametrize(
    ("budget", "reason"),
    [(Budget(Deadline(0.0)), "deadline"), (Budget(pairs=1), "pairs"), (Budget(terms=2), "terms")],
)
def test_budgets(budget: Budget, reason: str) -> None:
    ring = RINGS[0]
    with pytest.raises(OutOfBudget, match=reason):
        GroebnerBasis(ring, [ring.element(g) for g in SYSTEMS[1]], budget)
