"""Hypothesis strategies for models, candidates and points, for those who test what they build on certsim.

There are changes of coordinates, data and losses, too. Needs the extra `hypothesis`. Everything drawn is
small, is read by the same reader as a spec, and shrinks towards few parameters, short expressions and small
numbers.

>>> from hypothesis import given
>>> from certsim import Candidate, Model
>>> from certsim.strategies import candidates, models
>>> @given(models().flatmap(lambda model: candidates(model)))
... def test_candidates_have_names(candidate: Candidate) -> None:
...     assert candidate.name
>>> test_candidates_have_names()
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias

from hypothesis import strategies as st

from certsim.kernel.terms.definitions import ELEMENTWISE, SIGNATURES, Signature, mentions_pi
from certsim.kernel.terms.expression import Scope, declare, scalar_names
from certsim.kernel.terms.functions import ELEMENTARY, FunctionTable
from certsim.kernel.terms.graph import Graph
from certsim.model.candidate import Candidate
from certsim.model.model import Model
from certsim.model.tree import text


def _is_entire(function: str) -> bool:
    graph = Graph(FunctionTable({}))
    scope = Scope(graph, declare(graph, [("u", ())], 0))
    scope.expand(["call", function, "u"])
    return not scope.written.limited


_OF_ONE_ARGUMENT: Final = tuple(
    name
    for name, signature in SIGNATURES.items()
    if signature == Signature() and not mentions_pi(name) and name in (ELEMENTWISE | ELEMENTARY.keys())
)

ENTIRE: Final = tuple(filter(_is_entire, _OF_ONE_ARGUMENT))
"""The functions that are analytic on the whole line."""

PIECEWISE: Final = tuple(name for name in _OF_ONE_ARGUMENT if name not in ENTIRE and name not in ELEMENTARY)
"""The functions of one argument that are analytic piece by piece, such as relu (theory T18)."""

_INPUTS: Final = ("x", "y")


def rationals(bound: int = 3) -> st.SearchStrategy[Fraction]:
    """Rational numbers from -bound to bound with denominators 1, 2 and 3."""
    return st.builds(Fraction, st.integers(-bound, bound), st.sampled_from((1, 2, 3)))


def _coefficients() -> st.SearchStrategy[int]:
    return st.integers(-2, 2).filter(bool)


def scalars(model: Model) -> list[str]:
    """The names of the scalar parameters of a model, in coordinate order."""
    return [name for entry in model.statement["parameters"] for name in scalar_names(*entry)]


@st.composite
def polynomials(
    draw: st.DrawFn, names: Sequence[str], *, max_terms: int = 3, max_degree: int = 2, constant: bool = True
) -> str:
    """A polynomial in the given names as an expression of the spec language; never a mere number."""
    monomials = draw(
        st.lists(
            st.lists(st.sampled_from(names), min_size=1, max_size=max_degree).map(sorted),
            min_size=1,
            max_size=max_terms,
            unique_by=tuple,
        )
    )
    terms = ["*".join([f"({draw(_coefficients())})", *monomial]) for monomial in monomials]
    if constant and draw(st.booleans()):
        terms.append(f"({draw(rationals())})")
    return " + ".join(terms)


@st.composite
def _calls(draw: st.DrawFn, argument: str, functions: Sequence[str]) -> str:
    return f"{draw(st.sampled_from(functions))}({argument})"


@st.composite
def polynomial_models(draw: st.DrawFn, *, max_parameters: int = 4) -> Model:
    """Models F that are polynomials in up to `max_parameters` parameters and two inputs."""
    parameters = _parameters(draw(st.integers(1, max_parameters)))
    names = [*parameters, *_INPUTS]
    outputs = draw(st.lists(polynomials(names, max_degree=3), min_size=1, max_size=2))
    return Model.parse(outputs, parameters=parameters, inputs=_INPUTS)


@st.composite
def two_layer_networks(
    draw: st.DrawFn, *, functions: Sequence[str] = ENTIRE, max_width: int = 3, max_inputs: int = 2
) -> Model:
    """Networks a·σ(Wx) or a·σ(Wx + b), σ one of the functions (theory T14)."""
    width, inputs = draw(st.integers(2, max(2, max_width))), draw(st.integers(1, max_inputs))
    bias = draw(st.booleans())
    call = draw(_calls("W @ x + b" if bias else "W @ x", functions))
    parameters = [f"W[{width},{inputs}]", *([f"b[{width}]"] if bias else []), f"a[{width}]"]
    return Model.parse(f"a @ {call}", parameters=parameters, inputs=[f"x[{inputs}]"])


@st.composite
def linear_models(draw: st.DrawFn, *, max_parameters: int = 4) -> tuple[Model, tuple[tuple[int, ...], ...]]:
    """Models F = Σ θ_i·φ_i(x) with φ_i = Σ_j A_ij·m_j, where m_j are 1, x, x² and xy; and A.

    The orbits are the cosets of the column space of A (theory T11).
    """
    count = draw(st.integers(1, max_parameters))
    rows = st.tuples(*[st.integers(-2, 2)] * len(_MONOMIALS))
    matrix = tuple(draw(rows) for _ in range(count))
    parameters = _parameters(count)
    features = (
        f"{parameter}*({' + '.join(f'({a})*{m}' for a, m in zip(row, _MONOMIALS, strict=True))})"
        for parameter, row in zip(parameters, matrix, strict=True)
    )
    return Model.parse(" + ".join(features), parameters=parameters, inputs=_INPUTS), matrix


_MONOMIALS: Final = ("1", "x", "x**2", "x*y")


@st.composite
def field_families(draw: st.DrawFn, *, max_parameters: int = 3, max_degree: int = 2) -> Model:
    """Families of one or two polynomial vector fields, as `fields` of a spec."""
    parameters = _parameters(draw(st.integers(1, max_parameters)))
    components = st.one_of(st.just("0"), polynomials(parameters, max_terms=2, max_degree=max_degree))
    field = st.lists(components, min_size=len(parameters), max_size=len(parameters))
    return Model.from_fields(draw(st.lists(field, min_size=1, max_size=2)), parameters=parameters)


@st.composite
def attention_models(draw: st.DrawFn, *, max_heads: int = 2) -> Model:
    """Heads of attention over two numbers: Σ_h v_h·softmax(q_h·k_h·x_0·x)·x, perhaps with x_0 added."""
    heads = draw(st.integers(2, max(2, max_heads)))
    scores = (f"exp(q[{h}]*k[{h}]*x[0]*x)" for h in range(heads))
    terms = [f"v[{h}]*({score} @ x)/sum({score})" for h, score in enumerate(scores)]
    terms += draw(st.sampled_from(([], ["x[0]"])))
    return Model.parse(" + ".join(terms), parameters=[f"{name}[{heads}]" for name in "qkv"], inputs=["x[2]"])


@st.composite
def models_with_parts(draw: st.DrawFn, *, max_parameters: int = 4) -> Model:
    """Polynomial models with frozen parameters, rates, restricted inputs or data, or symmetric losses."""
    model = draw(polynomial_models(max_parameters=max_parameters))
    outputs, names = model.statement["outputs"], scalars(model)
    frozen = draw(st.lists(st.sampled_from(names), unique=True, max_size=len(names) - 1))
    trained = st.sampled_from([name for name in names if name not in frozen])
    meant = draw(st.sampled_from((None, *_RESTRICTIONS, "data")))
    return Model.parse(
        [text(output) for output in outputs],
        parameters=model.parameters,
        inputs=model.inputs,
        frozen=frozen or None,
        rates=draw(st.dictionaries(trained, st.sampled_from(("1/2", "2", "3")), max_size=2)) or None,
        inputs_where=[meant] if meant in _RESTRICTIONS else None,
        data=draw(data_sets(model)) if meant == "data" else None,
        symmetric_outputs=[[0, 1]] if len(outputs) > 1 and draw(st.booleans()) else None,
    )


_RESTRICTIONS: Final = ("x > 0", "x != y", "x = y", "x**2 + y**2 = 1")


def models() -> st.SearchStrategy[Model]:
    """Models of every kind: linear, polynomial, fields, networks, attention, and models with parts."""
    return st.one_of(
        linear_models().map(lambda drawn: drawn[0]),
        polynomial_models(),
        field_families(),
        two_layer_networks(),
        two_layer_networks(functions=PIECEWISE, max_width=2),
        attention_models(),
        models_with_parts(),
    )


def _parameters(count: int) -> list[str]:
    return [f"t{at}" for at in range(count)]


def data_sets(model: Model, *, max_size: int = 3) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Finite data sets of a model's inputs, as `data` of a spec has them."""
    datum = st.fixed_dictionaries({name: _nested(shape) for name, shape in model.statement["inputs"]})
    return st.lists(datum, min_size=1, max_size=max_size)


def _nested(shape: Sequence[int]) -> st.SearchStrategy[Any]:
    if not shape:
        return rationals().map(str)
    return st.lists(_nested(shape[1:]), min_size=shape[0], max_size=shape[0])


@st.composite
def losses(draw: st.DrawFn) -> str:
    """Analytic losses of an output f with the label y, as expressions of the spec language."""
    terms = draw(st.lists(st.sampled_from(_LOSSES), min_size=1, max_size=2, unique=True))
    return " + ".join(f"({draw(_coefficients())})*{term}" for term in terms)


_LOSSES: Final = ("(f - y)**2", "(f - y)**4", "softplus(-f*y)", "exp(f - y)", "sin(f*y)", "f")


def ties(model: Model) -> st.SearchStrategy[str]:
    """Equations θ_i = ±θ_j and θ_i = 0."""
    names = st.sampled_from(scalars(model))
    sides = st.one_of(st.just("0"), names, names.map(lambda name: f"-{name}"))
    return st.builds(lambda left, right: f"{left} = {right}", names, sides)


def affine_equations(model: Model) -> st.SearchStrategy[str]:
    """Equations of degree 1 in the parameters, with constant terms."""
    return polynomials(scalars(model), max_degree=1).map(lambda left: f"{left} = 0")


def curved_equations(model: Model) -> st.SearchStrategy[str]:
    """Equations of degree 2 at most."""
    return polynomials(scalars(model)).map(lambda left: f"{left} = 0")


@st.composite
def tied_units(draw: st.DrawFn, model: Model) -> list[str]:
    """The equations that tie two units: two different indices of the first axis of every parameter.

    For models all of whose parameters are arrays with the units, two at least, along the first axis.
    """
    width = model.statement["parameters"][0][1][0]
    one, other = draw(st.permutations(range(width)))[:2]
    return [f"{name}[{one}] = {name}[{other}]" for name, _ in model.statement["parameters"]]


@st.composite
def candidates(
    draw: st.DrawFn,
    model: Model,
    *,
    equations: Sequence[Callable[[Model], st.SearchStrategy[str]]] | None = None,
    conditions: bool = True,
) -> Candidate:
    """Candidates of a model: ties, affine and curved equations, now and then with a side condition."""
    kinds = equations or (ties, affine_equations, curved_equations)
    drawn = draw(st.lists(st.one_of([kind(model) for kind in kinds]), min_size=1, max_size=3))
    where = []
    if conditions and draw(st.integers(0, 3)) == 3:
        relation = draw(st.sampled_from(("!=", ">", "<")))
        where = [f"{draw(polynomials(scalars(model), max_degree=1))} {relation} 0"]
    return Candidate.parse(model, drawn, where=where)


def points(model: Model) -> st.SearchStrategy[dict[str, Fraction]]:
    """Rational points of parameter space: a value for each scalar parameter, in coordinate order."""
    names = scalars(model)
    values = st.lists(rationals(), min_size=len(names), max_size=len(names))
    return values.map(lambda drawn: dict(zip(names, drawn, strict=True)))


@dataclass(frozen=True)
class Planted:
    """A model with a signed permutation Q of its parameters that leaves it alone, and Fix(Q) as a candidate.

    `candidate` is given by the map, `equations` say the same set in ties and zeros (theory T8).
    """

    model: Model
    candidate: Candidate
    equations: tuple[str, ...]
    dimension: int


@st.composite
def planted(draw: st.DrawFn, *, max_parameters: int = 4) -> Planted:
    """F = Σ_k f(Q^k θ)(x) over the powers of a random signed permutation Q ≠ I, f random.

    Fix(Q) is structurally invariant by construction, whatever f is.
    """
    count = draw(st.integers(2, max_parameters))
    names = _parameters(count)
    images = list(zip(draw(st.permutations(range(count))), draw(_signs(count)), strict=True))
    if all(image == (at, 1) for at, image in enumerate(images)):
        images[0] = (0, -1)
    summands = draw(st.lists(_summands(count), min_size=1, max_size=3))
    outputs = " + ".join(
        summand.format(*(_signed(names, image) for image in power))
        for power in _powers(images)
        for summand in summands
    )
    model = Model.parse(outputs, parameters=names, inputs=["x"])
    fixed_by = {names[at]: _signed(names, image) for at, image in enumerate(images)}
    return Planted(
        model=model,
        candidate=Candidate.parse(model, fixed_by=[fixed_by], name="planted"),
        equations=tuple(f"{names[at]} = {_signed(names, image)}" for at, image in enumerate(images)),
        dimension=_fixed_dimension(images),
    )


@st.composite
def perturbed(draw: st.DrawFn, plant: Planted) -> Candidate:
    """The planted set with one equation changed: a polynomial of degree 1 is added to one of its sides."""
    equations = list(plant.equations)
    at = draw(st.integers(0, len(equations) - 1))
    equations[at] += f" + {draw(polynomials(scalars(plant.model), max_degree=1))}"
    return Candidate.parse(plant.model, equations, name="perturbed")


def signed_permutations(size: int) -> st.SearchStrategy[Matrix]:
    """Signed permutations of so many coordinates, as matrices."""

    def matrix(places: Sequence[int], signs: Sequence[int]) -> Matrix:
        return tuple(
            tuple(Fraction(sign if at == place else 0) for at in range(size))
            for place, sign in zip(places, signs, strict=True)
        )

    return st.builds(matrix, st.permutations(range(size)), _signs(size))


@st.composite
def rotations(draw: st.DrawFn, size: int, *, max_turns: int = 2) -> Matrix:
    """Rational orthogonal matrices: turns of coordinate planes by the angles of Pythagorean triples.

    >>> from hypothesis import find
    >>> turned = find(rotations(2), lambda matrix: matrix[0][1] != 0)
    >>> sum(entry**2 for entry in turned[0])
    Fraction(1, 1)
    """
    rows = [[Fraction(at == place) for at in range(size)] for place in range(size)]
    for _ in range(draw(st.integers(0, max_turns)) if size > 1 else 0):
        i, j = draw(st.permutations(range(size)))[:2]
        near, far, long = draw(st.sampled_from(((3, 4, 5), (5, 12, 13), (0, 1, 1))))
        c, s = Fraction(near, long), Fraction(far, long)
        turned = [(c * a - s * b, s * a + c * b) for a, b in zip(rows[i], rows[j], strict=True)]
        rows[i], rows[j] = (list(row) for row in zip(*turned, strict=True))
    return tuple(map(tuple, rows))


Matrix: TypeAlias = tuple[tuple[Fraction, ...], ...]
"""The rows of a square matrix."""
Image: TypeAlias = tuple[int, int]
"""Where a coordinate goes, and its sign there."""


def _signs(count: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.sampled_from((1, -1)), min_size=count, max_size=count)


def _signed(names: Sequence[str], image: Image) -> str:
    return names[image[0]] if image[1] > 0 else f"(-{names[image[0]]})"


def _powers(images: Sequence[Image]) -> list[list[Image]]:
    """I, Q, Q², …: the cyclic group of a signed permutation."""
    identity = [(at, 1) for at in range(len(images))]
    group, power = [identity], list(images)
    while power != identity:
        group.append(power)
        power = [(images[to][0], sign * images[to][1]) for to, sign in power]
    return group


def _fixed_dimension(images: Sequence[Image]) -> int:
    """The number of cycles around which the signs multiply to +1."""
    seen: set[int] = set()
    dimension = 0
    for start in range(len(images)):
        at, sign = start, 1
        while at not in seen:
            seen.add(at)
            at, sign = images[at][0], sign * images[at][1]
            if at == start:
                dimension += sign > 0
    return dimension


@st.composite
def _summands(draw: st.DrawFn, count: int) -> str:
    """A term of f with places for the coordinates: a monomial in them, times a call of another monomial."""
    places = st.lists(st.sampled_from([f"{{{at}}}" for at in range(count)]), min_size=1, max_size=2)
    outer, inner = "*".join(draw(places)), "*".join([*draw(places), "x"])
    call = draw(st.sampled_from(("{}", "tanh({})", "sin({})", "sigmoid({})", "exp({})", "erf({})")))
    return f"({draw(_coefficients())})*{outer}*{call.replace('{}', inner)}"
