"""Theorem T10: unions, intersections, differences, complements, closures, images and products.

Certificates are composed of certificates, and the same sets are certified afresh. A set that is refuted has a
part that is not certified.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import sympy
from hypothesis import assume
from hypothesis import strategies as st

from certsim import Candidate, Model, Result, Verdict
from certsim.composition import difference, image, intersection, product, union
from certsim.kernel.check import check
from certsim.strategies import (
    Planted,
    planted,
    polynomials,
    rationals,
    scalars,
    tied_units,
    ties,
)
from tests.effort import for_all
from tests.properties.shared import (
    equations_of,
    is_certified,
    networks,
    plain_claims,
    planted_claims,
    verdict_of,
    with_names,
)

Sets: TypeAlias = tuple[Model, Sequence[str], Sequence[str]]
"""A model with two sets that are invariant by construction, by their equations."""


@st.composite
def sets_of_networks(draw: st.DrawFn) -> Sets:
    """Units that are tied, or the whole space."""
    model = draw(networks)
    return model, draw(tied_units(model)), draw(st.one_of(tied_units(model), st.just([])))


@st.composite
def sets_of_symmetries(draw: st.DrawFn) -> Sets:
    """Fix(Q), and the points that are fixed by all that commutes with the model, or only some coordinates."""
    plant = draw(planted())
    return plant.model, plant.equations, draw(st.sampled_from([plant.equations, [_all_zero(plant)]]))


def _all_zero(plant: Planted) -> str:
    """Fix(Q) once more, as the zeros of one sum of squares."""
    return f"{' + '.join(f'({left} - ({right}))**2' for left, right in map(_sides, plant.equations))} = 0"


def _sides(equation: str) -> list[str]:
    return equation.split(" = ")


@st.composite
def curves(draw: st.DrawFn) -> Sets:
    """Two curves under q·(g·X_h + h·X_g), which keeps both: X_h is the Hamiltonian field of h."""
    x, y = sympy.symbols("x y")
    g, h, q = (
        sympy.sympify(draw(polynomials(["x", "y"], max_terms=2, max_degree=degree)), rational=True)
        for degree in (2, 2, 1)
    )
    field = [q * (g * h.diff(y) + h * g.diff(y)), -q * (g * h.diff(x) + h * g.diff(x))]
    model = Model.from_fields([[str(sympy.expand(part)) for part in field]], parameters=["x", "y"])
    return model, [f"{sympy.expand(g)} = 0"], [f"{sympy.expand(h)} = 0"]


@st.composite
def laws(draw: st.DrawFn) -> Sets:
    """Levels of two conserved quantities of a two-layer network a·(Wx)²."""
    width, inputs = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    model = Model.parse(
        "a @ (W @ x)**2", parameters=[f"W[{width},{inputs}]", f"a[{width}]"], inputs=[f"x[{inputs}]"]
    )

    def level() -> list[str]:
        unit = draw(st.integers(0, width - 1))
        return [f"sum(W[{unit}]**2) - 2*a[{unit}]**2 = {draw(rationals())}"]

    return model, level(), level()


sets = st.one_of(sets_of_networks(), sets_of_symmetries(), curves(), laws())


def parts(drawn: Sets) -> tuple[Result, Result]:
    """Both sets; an example is thrown away where they are not certified in the time that there is."""
    model, *equations = drawn
    first, second = (verdict_of(model, part) for part in equations)
    assert Verdict.REFUTED not in (first.verdict, second.verdict)
    assume(is_certified(first, second))
    return first, second


def require_whole(model: Model, whole: Result) -> None:
    """A composed set is certified, and a search that knows nothing of its parts does not refute it."""
    assert whole.verdict is Verdict.CERTIFIED
    assert whole.certificate
    afresh = Candidate("afresh", check(whole.certificate).claim["candidate"])
    assert verdict_of(model, afresh).verdict is not Verdict.REFUTED


@for_all(sets, examples=20)
def test_intersections_of_invariant_sets_are_invariant(drawn: Sets) -> None:
    require_whole(drawn[0], intersection(*parts(drawn)))


@for_all(sets.filter(lambda drawn: all(drawn[1:])), examples=20)
def test_unions_of_invariant_sets_are_invariant(drawn: Sets) -> None:
    require_whole(drawn[0], union(*parts(drawn)))


@for_all(sets, examples=20)
def test_differences_of_invariant_sets_are_invariant(drawn: Sets) -> None:
    """With one equation, what is taken away is {h ≠ 0}: a side condition."""
    first, second = parts(drawn)
    assert difference(first, second).verdict is Verdict.CERTIFIED
    model, equations, removed = drawn
    if len(removed) == 1:
        (left, right) = _sides(removed[0])
        assume("W[" not in left or "sum" in left)
        afresh = verdict_of(model, equations, where=[f"{left} != {right}"])
        assert afresh.verdict is not Verdict.REFUTED


@for_all(st.one_of(curves(), laws(), sets_of_symmetries()), examples=15)
def test_the_complement_of_an_invariant_set_is_invariant(drawn: Sets) -> None:
    model, equations, _ = drawn
    (left, right) = _sides(equations[0])
    if verdict_of(model, [equations[0]]).verdict is not Verdict.CERTIFIED:
        assume(False)
    assert verdict_of(model, [], where=[f"{left} != {right}"]).verdict is not Verdict.REFUTED


@st.composite
def open_parts(draw: st.DrawFn) -> tuple[Model, list[str], str]:
    """A linear set, and a condition that holds on a dense part of it: t ≠ 0, t free on the set."""
    model, candidate = draw(plain_claims)
    names = scalars(model)
    equations = draw(st.one_of(st.just(equations_of(candidate)), st.just([]), ties(model).map(lambda e: [e])))
    return model, equations, f"{draw(st.sampled_from(names))} {draw(st.sampled_from(['!= 0', '!= 1']))}"


@for_all(open_parts(), examples=30)
def test_the_closure_of_an_invariant_set_is_invariant(drawn: tuple[Model, list[str], str]) -> None:
    """V is the closure of V ∩ {t ≠ c} where V is linear, and t is not c on all of it."""
    model, equations, condition = drawn
    assume(_is_dense(model, equations, condition))
    part, whole = verdict_of(model, equations, where=[condition]), verdict_of(model, equations)
    assume(part.verdict is not Verdict.UNKNOWN and whole.verdict is not Verdict.UNKNOWN)
    if part.verdict is Verdict.CERTIFIED:
        assert whole.verdict is Verdict.CERTIFIED
    if whole.verdict is Verdict.REFUTED:
        assert part.verdict is Verdict.REFUTED


def _is_dense(model: Model, equations: Sequence[str], condition: str) -> bool:
    """Whether the equations are affine and have a solution at which the condition holds."""
    symbols = {name: sympy.Symbol(name) for name in scalars(model)}
    read = [
        sympy.sympify(f"({left}) - ({right})", symbols, rational=True)
        for left, right in map(_sides, equations)
    ]
    if any(sympy.Poly(each, *symbols.values()).total_degree() > 1 for each in read):
        return False
    solutions = sympy.linsolve(read or [sympy.Integer(0)], *symbols.values())
    name, _, level = condition.split()
    at = list(symbols).index(name)
    return bool(solutions) and next(iter(solutions))[at] != sympy.Integer(level)


@st.composite
def moved_sets(draw: st.DrawFn) -> tuple[Model, list[str], Mapping[str, str]]:
    """An invariant set of a network or of a planted model, and a symmetry."""
    if draw(st.booleans()):
        plant = draw(planted())
        (images,) = plant.candidate.statement["fixed_by"]
        moves = {name: _spelt(to) for name, to in images}
        return plant.model, list(plant.equations), moves
    model = draw(networks)
    width = model.statement["parameters"][0][1][0]
    places = draw(st.permutations(range(width)))
    names = [name for name, _ in model.statement["parameters"]]
    moves = {f"{name}[{i}]": f"{name}[{j}]" for name in names for i, j in enumerate(places)}
    return model, draw(tied_units(model)), moves


def _spelt(tree: object) -> str:
    return tree if isinstance(tree, str) else f"-{tree[1]}"  # type: ignore[index]


@for_all(moved_sets(), examples=15)
def test_images_of_invariant_sets_under_symmetries_are_invariant(
    drawn: tuple[Model, list[str], Mapping[str, str]],
) -> None:
    model, equations, moves = drawn
    part = verdict_of(model, equations)
    assume(part.verdict is Verdict.CERTIFIED)
    require_whole(model, image(part, moves))


factors = st.one_of(sets_of_networks(), sets_of_symmetries(), laws())


@for_all(factors, factors, examples=12)
def test_products_of_invariant_sets_are_invariant(one: Sets, other: Sets) -> None:
    """The models share inputs where these have equal shapes, and no parameters."""
    first, second = verdict_of(one[0], one[1]), verdict_of(*beside(one[0], other))
    assume(is_certified(first, second))
    whole = product(first, second)
    assert whole.certificate
    require_whole(Model(check(whole.certificate).claim["model"]), whole)


def beside(model: Model, other: Sets) -> tuple[Model, Candidate]:
    """The first set of the other model, with other names for its parameters."""
    parts = ("parameters", *(["inputs"] if other[0].inputs != model.inputs else []))
    names = {name: f"{name}_" for part in parts for name, _ in other[0].statement[part]}
    candidate = Candidate.parse(other[0], other[1])
    return (
        Model(with_names(other[0].statement, names)),
        Candidate("beside", with_names(candidate.statement, names)),
    )


# What is refuted has a part that is not certified.


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Model, list[str], list[str]]:
    """Two sets of one model: what is kept by construction, or nearly, and a tie."""
    model, candidate = draw(st.one_of(planted_claims(), plain_claims))
    other = draw(st.lists(ties(model), min_size=1, max_size=2))
    return model, equations_of(candidate), other


@for_all(pairs(), examples=30)
def test_a_refuted_whole_has_a_part_that_is_not_certified(drawn: tuple[Model, list[str], list[str]]) -> None:
    model, first, second = drawn
    products = [
        f"({a} - ({b}))*({c} - ({d})) = 0" for a, b in map(_sides, first) for c, d in map(_sides, second)
    ]
    wholes = [verdict_of(model, [*first, *second]), verdict_of(model, products)]
    assume(Verdict.REFUTED in [whole.verdict for whole in wholes])
    assert not is_certified(verdict_of(model, first), verdict_of(model, second))
