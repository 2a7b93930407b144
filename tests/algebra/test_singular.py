"""Singular, where it is installed: it may find bases sooner, and no others."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from certsim.algebra import groebner, singular
from certsim.algebra.budget import Budget, Deadline, OutOfBudget
from certsim.algebra.groebner import GroebnerBasis, groebner_basis
from certsim.algebra.ideals import Ideal
from certsim.algebra.rings import Element, Ring
from certsim.kernel.terms.polynomial import ZERO, Polynomial

Install = Callable[[str], None]

x, y, z = map(Polynomial.variable, range(3))
RINGS = [Ring([0, 1, 2]), Ring([2], [0, 1]), Ring([1, 0], [], [2])]
SYSTEMS = [
    [x**2 - y, x * y - 1],
    [x**2 * y - z, y**2 - x * z, z**2 - y + 1],
    [x**2 * (x - y) * (3 * y - z) * Fraction(2, 3), (x * z - 1) ** 2],
    [x, ZERO, x * y - 1],
    [ZERO],
]

installed = pytest.mark.skipif(singular.executable() is None, reason="Singular is not installed")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Singular is asked for, and from the first pair on."""
    monkeypatch.setenv(singular.VARIABLE, "1")
    monkeypatch.setattr(groebner, "FEW_PAIRS", 0)


@pytest.fixture
def pretend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: None) -> Install:
    """Puts a program called Singular on the PATH that prints what it is told to, and asks for it."""

    def install(script: str) -> None:
        program = tmp_path / "Singular"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return install


def says(*lines: str) -> str:
    return "\n".join(f"echo '{line}'" for line in ("noise", "certsim begins", *lines, "certsim ends"))


def multiplied(ring: Ring, cofactors: dict[int, Element], generators: list[Element]) -> Element:
    return sum((q * generators[i] for i, q in cofactors.items()), ring.zero)


@installed
@pytest.mark.parametrize("ring", RINGS)
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.usefixtures("asked")
def test_the_bases_are_the_same(ring: Ring, system: list[Polynomial]) -> None:
    generators = [ring.element(g) for g in system]
    found = groebner_basis(ring, generators, Budget())
    assert found.elements == GroebnerBasis(ring, generators, Budget()).elements
    for element in found.elements:
        cofactors = found.cofactors(element, Budget())
        assert cofactors is not None
        assert multiplied(ring, dict(enumerate(cofactors)), generators) == element


@installed
@pytest.mark.usefixtures("asked")
def test_ideals_have_the_same_members() -> None:
    generators = [x**2 * y - z, y**2 - x * z, z**2 - y + 1]
    ideal = Ideal(generators)
    member = (x - y) ** 3 * generators[0] - z * generators[2]
    cofactors = ideal.cofactors(member)
    assert cofactors is not None
    assert Polynomial.total(q * g for q, g in zip(cofactors, generators, strict=True)) == member
    assert ideal.cofactors(member + x) is None
    assert ideal.saturation(x) == Ideal(generators).saturation(x)
    assert Ideal([x * y, x * z]).saturation(x) == [z, y]


@installed
def test_long_numbers_are_read() -> None:
    ring = RINGS[0]
    generators = [ring.element(x * 10**6000 - y), ring.element(y * 7**9000 - 1)]
    found = singular.find_cofactors(ring, generators, Budget())
    assert found is not None
    assert all(multiplied(ring, cofactors, generators) for cofactors in found)


@installed
def test_the_version_is_a_number() -> None:
    assert (singular.version() or "").replace(".", "").replace("p", "").isdigit()


def test_without_being_asked_for_it_is_not_used(pretend: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend("echo used > $0.used")
    monkeypatch.delenv(singular.VARIABLE)
    ring = RINGS[0]
    groebner_basis(ring, [ring.element(g) for g in SYSTEMS[1]], Budget())
    assert not Path(f"{singular.executable()}.used").exists()


def test_where_there_is_none_nothing_changes(monkeypatch: pytest.MonkeyPatch, asked: None) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    ring = RINGS[0]
    generators = [ring.element(g) for g in SYSTEMS[1]]
    assert singular.executable() is None
    assert singular.version() is None
    assert not singular.is_wanted()
    assert singular.find_cofactors(ring, generators, Budget()) is None
    assert groebner_basis(ring, generators, Budget()).elements


def test_what_it_says_is_read(pretend: Install) -> None:
    pretend(says("1", "-2/3*x0^2*x2+x1-7", "0", "x1^3"))
    ring = Ring([2], [0, 1])
    found = singular.find_cofactors(ring, [ring.element(x), ring.zero, ring.element(y)], Budget())
    assert found == [
        {0: ring.one, 2: ring.element(x**2 * z * Fraction(-2, 3) + y - 7)},
        {2: ring.element(y**3)},
    ]


@pytest.mark.parametrize(
    "script",
    [
        "exit 1",
        "printf '\\377'",
        "echo 1",
        says("1"),
        says("1", "2", "3"),
        says("1", "x7"),
        says("1", "1/0"),
        says("1", "x0^"),
        says("1", "x0x1"),
        says("1", "x0**2"),
        says("1", "2*3"),
        says("1", "x0+"),
        says("1", ""),
        says("1", "system"),
        "echo 'certsim begins'; echo 1; echo 1",
    ],
)
def test_what_cannot_be_read_is_no_answer(pretend: Install, script: str) -> None:
    pretend(script)
    ring = RINGS[0]
    assert singular.find_cofactors(ring, [ring.element(x), ring.element(y)], Budget()) is None


@pytest.mark.parametrize(
    "script",
    [
        "exit 1",
        says("1", "0", "0"),  # the first generator alone
        says("0", "0", "0"),
        says(),
        says("x0", "x1", "x2"),
    ],
)
def test_a_basis_that_is_too_small_is_not_believed(pretend: Install, script: str) -> None:
    pretend(script)
    ring = RINGS[0]
    generators = [ring.element(g) for g in SYSTEMS[1]]
    expected = GroebnerBasis(ring, generators, Budget()).elements
    assert groebner_basis(ring, generators, Budget()).elements == expected


def test_it_is_stopped_at_the_deadline(pretend: Install) -> None:
    pretend("exec sleep 30")
    ring = RINGS[0]
    start = time.monotonic()
    with pytest.raises(OutOfBudget, match="deadline"):
        groebner_basis(ring, [ring.element(g) for g in SYSTEMS[1]], Budget(Deadline.after(0.3)))
    assert time.monotonic() - start < 5
