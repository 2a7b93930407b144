"""Random families of polynomial fields, with sets that are invariant, or left, by construction.

In coordinates (u, …, w, …) the set is a coordinate subspace {u = 0}, perhaps badly written, and a field keeps
it exactly if its u-components vanish there. A polynomial automorphism φ of the space hides this: the set
becomes {u∘φ = 0}, the field (Dφ)⁻¹·Y∘φ. Other constructions: cofactors in the plane, products, conserved
quantities. The long runs are `pytest -m campaign`, with `N=…` examples of each kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import mpmath
import pytest
import sympy
from hypothesis import event, given, note
from hypothesis import strategies as st

from certsim import Candidate, Model, Options, Verdict, certify
from tests.effort import few, many
from tests.oracle import DIGITS, Flow
from tests.oracle_flow import SEEN, departure, excursion, journeys, size

Polynomial: TypeAlias = Any
Field: TypeAlias = Sequence[Polynomial]

NAMES = ("x", "y", "z")
X = sympy.symbols(NAMES)
C = sympy.Symbol("c")
TIMEOUT = 5.0


@dataclass(frozen=True)
class Claim:
    """A family and a set; `leaving` is a point of the set that leaves it, where it is not invariant."""

    fields: Sequence[Field]
    equations: Sequence[Polynomial]
    constants: tuple[str, ...] = ()
    leaving: tuple[Any, ...] | None = None

    @property
    def model(self) -> Model:
        return Model.from_fields([list(map(str, field)) for field in self.fields], parameters=NAMES)

    @property
    def candidate(self) -> Candidate:
        equations = [f"{equation} = 0" for equation in self.equations]
        return Candidate.parse(self.model, equations, constants=self.constants)


def polynomials(variables: Sequence[Polynomial], max_degree: int = 2) -> st.SearchStrategy[Polynomial]:
    """Sums of at most three monomials with small coefficients."""
    monomial = st.lists(st.sampled_from(list(variables)), max_size=max_degree).map(lambda m: sympy.Mul(*m))
    term = st.builds(lambda c, m: c * m, st.sampled_from((-2, -1, 1, 2)), monomial)
    return st.lists(term, min_size=1, max_size=3).map(lambda terms: sympy.Add(*terms))


def combination(polynomials_: Sequence[Polynomial]) -> st.SearchStrategy[Polynomial]:
    """Σ q·p for the given p: vanishes where they do."""
    cofactors = st.tuples(*(polynomials(X, 1) for _ in polynomials_))
    return cofactors.map(lambda q: sympy.Add(*(a * b for a, b in zip(q, polynomials_, strict=True))))


@st.composite
def automorphisms(draw: st.DrawFn) -> tuple[list[Polynomial], list[Polynomial]]:
    """φ and φ⁻¹, each coordinate plus a polynomial in the later ones, as images of the coordinates."""
    x, y, z = X
    p, q = draw(polynomials((y, z), 2)), draw(polynomials((z,), 2))
    forward = [x + p, y + q, z]
    backward = [x - p.subs(y, y - q), y - q, z]
    return forward, backward


def pulled_back(field: Field, forward: Sequence[Polynomial]) -> list[Polynomial]:
    """(Dφ)⁻¹·Y∘φ; Dφ is unipotent, so that this is polynomial."""
    jacobian = sympy.Matrix(forward).jacobian(X)
    image = sympy.Matrix([composed(component, forward) for component in field])
    return [sympy.expand(entry) for entry in jacobian.LUsolve(image)]


def composed(polynomial: Polynomial, images: Sequence[Polynomial]) -> Polynomial:
    return sympy.expand(sympy.sympify(polynomial).subs(dict(zip(X, images, strict=True)), simultaneous=True))


LINES: tuple[Callable[..., list[Polynomial]], ...] = (
    lambda u, v: [u, v],
    lambda u, v: [u**2 + v**2],
    lambda u, v: [u**2 + 2 * v**2],
    lambda u, v: [u**2, v],
    lambda u, v: [u**2, v**2],
    lambda u, v: [u**2 + u * v + v**2],
    lambda u, v: [v**2 - u**3, u**2],
    lambda u, v: [u**4 + v**2],
    lambda u, v: [u * (v**2 + 1), v],
)
"""Ways to write {u = v = 0}."""
PLANES: tuple[Callable[..., list[Polynomial]], ...] = (
    lambda u: [u],
    lambda u: [u**2],
    lambda u: [u**3],
    lambda u: [u * (u**2 + 1)],
    lambda u: [u**2, u**3],
)
"""Ways to write {u = 0}."""


@st.composite
def hidden_subspaces(draw: st.DrawFn, *, perturbed: bool) -> Claim:
    """{u = v = 0} or {u = 0} under one or two fields that keep it, or do but for one term; pulled back."""
    zero, free = draw(st.sampled_from([(X[:2], X[2:]), (X[:1], X[1:])]))
    families = [
        [*(draw(combination(zero)) for _ in zero), *(draw(polynomials(X, 1)) for _ in free)]
        for _ in range(draw(st.integers(1, 2)))
    ]
    place = [sympy.Integer(0)] * 3
    if perturbed:
        monomial = draw(st.sampled_from([sympy.Integer(1), free[-1], free[-1] ** 2]))
        families[-1][0] += draw(st.sampled_from((-1, 1, 2))) * monomial
        place[2] = sympy.Integer(draw(st.integers(1, 2)))
    forward, backward = draw(automorphisms())
    equations = draw(st.sampled_from(LINES if len(zero) == 2 else PLANES))(*zero)
    return Claim(
        [pulled_back(field, forward) for field in families],
        [composed(equation, forward) for equation in equations],
        leaving=tuple(composed(b, place) for b in backward) if perturbed else None,
    )


@st.composite
def planar_cofactors(draw: st.DrawFn) -> Claim:
    """f = f_1·f_2 in x, y with X = p·(−f_y, f_x) + f·Y: then L_X f = f·(∇f·Y), so that {f = 0} is kept."""
    x, y, _ = X
    f = draw(polynomials((x, y), 2)) * draw(st.one_of(st.just(sympy.Integer(1)), polynomials((x, y), 1)))
    p = draw(polynomials(X, 1))
    field = [
        p * -f.diff(y) + f * draw(polynomials((x, y), 1)),
        p * f.diff(x) + f * draw(polynomials((x, y), 1)),
        draw(polynomials(X, 1)),
    ]
    return Claim([list(map(sympy.expand, field))], [sympy.expand(f ** draw(st.integers(1, 2)))])


@st.composite
def conserved_quantities(draw: st.DrawFn) -> Claim:
    """X = ∇h × ∇k conserves h and k: every level set of h is invariant."""
    h, k = draw(polynomials(X, 2)), draw(polynomials(X, 2))
    gradients = (sympy.Matrix([f.diff(x) for x in X]) for f in (h, k))
    field = [sympy.expand(entry) for entry in next(gradients).cross(next(gradients))]
    return Claim([field], [sympy.expand(h - C)], constants=("c",))


@st.composite
def products(draw: st.DrawFn) -> Claim:
    """X = f·g·Y rests on {f = 0} and {g = 0}, and keeps {z = 0}: their unions and intersections."""
    f, g = draw(polynomials(X, 2)), draw(polynomials(X, 1))
    z = X[2]
    field = [
        f * g * draw(polynomials(X, 1)),
        f * g * draw(polynomials(X, 1)),
        f * g * z * draw(polynomials(X, 1)),
    ]
    equations = draw(st.sampled_from([[f * g], [f * z], [f, g], [f, z], [f**2 + g**2]]))
    return Claim([list(map(sympy.expand, field))], list(map(sympy.expand, equations)))


invariant = st.one_of(
    hidden_subspaces(perturbed=False), planar_cofactors(), conserved_quantities(), products()
)
perturbed = hidden_subspaces(perturbed=True)


@st.composite
def disturbed(draw: st.DrawFn) -> Claim:
    """An invariant set, with a term more in one of the fields: it may be left, or may not."""
    claim = draw(invariant)
    fields = [list(field) for field in claim.fields]
    at = draw(st.integers(0, len(fields) - 1))
    fields[at][draw(st.integers(0, 2))] += draw(polynomials(X, 2))
    return replace(claim, fields=fields)


def check_invariant(claim: Claim) -> None:
    """What is invariant by construction is not refuted."""
    result = certify(claim.model, claim.candidate, options=Options(TIMEOUT))
    note(f"{claim}: {result!r}")
    event(f"invariant: {result.verdict}")
    assert result.verdict is not Verdict.REFUTED


def check_perturbed(claim: Claim) -> None:
    """What is seen to leave is not certified, and if refuted, then at a point that is seen to leave."""
    result = certify(claim.model, claim.candidate, options=Options(TIMEOUT))
    note(f"{claim}: {result!r}")
    event(f"left: {result.verdict}")
    model, candidate = claim.model.statement, claim.candidate.statement
    assert seen_to_leave(claim)
    assert result.verdict is not Verdict.CERTIFIED
    if result.witness is not None:
        assert departure(model, candidate, result.witness.to_json()) > SEEN


def seen_to_leave(claim: Claim) -> bool:
    """Whether a flow takes the claim's point out of the set."""
    with mpmath.workdps(DIGITS):
        system = Flow(claim.model.statement, claim.candidate.statement)
        theta = [mpmath.mpf(int(value)) for value in claim.leaving or ()]
        letters = [{"field": at} for at in range(len(claim.fields))]
        assert size(system, theta) == 0
        return any(
            size(system, end) > SEEN for letter in letters for end in journeys(system, [letter], theta)
        )


def check_disturbed(claim: Claim, start: Sequence[float]) -> None:
    """What is refuted is seen to leave; what is certified is not seen to, from a point found numerically."""
    result = certify(claim.model, claim.candidate, options=Options(TIMEOUT))
    note(f"{claim}: {result!r}")
    event(f"disturbed: {result.verdict}")
    model, candidate = claim.model.statement, claim.candidate.statement
    if result.witness is not None:
        assert departure(model, candidate, result.witness.to_json()) > SEEN
    elif result.verdict is Verdict.CERTIFIED:
        letters = [{"field": at} for at in range(len(claim.fields))]
        theta = list(map(mpmath.mpf, start))
        away = excursion(model, candidate, theta, letters, dict.fromkeys(claim.constants, mpmath.mpf(1)))
        assert away is None or away < LITTLE


LITTLE = mpmath.mpf("1e-8")
starts = st.lists(st.sampled_from((-1.25, -0.5, 0.25, 0.75, 1.5)), min_size=3, max_size=3)


@few(60)
@given(invariant)
def test_a_set_that_is_invariant_by_construction_is_not_refuted(claim: Claim) -> None:
    check_invariant(claim)


@few(25)
@given(perturbed)
def test_a_set_that_a_flow_is_seen_to_leave_is_not_certified(claim: Claim) -> None:
    check_perturbed(claim)


@few(25)
@given(disturbed(), starts)
def test_a_verdict_on_a_disturbed_family_agrees_with_what_is_seen(claim: Claim, start: list[float]) -> None:
    check_disturbed(claim, start)


@pytest.mark.campaign
@many(1_000)
@given(invariant)
def test_invariant_sets_at_length(claim: Claim) -> None:
    check_invariant(claim)


@pytest.mark.campaign
@many(1_000)
@given(perturbed)
def test_left_sets_at_length(claim: Claim) -> None:
    check_perturbed(claim)


@pytest.mark.campaign
@many(1_000)
@given(disturbed(), starts)
def test_disturbed_families_at_length(claim: Claim, start: list[float]) -> None:
    check_disturbed(claim, start)
