"""Fixed sets of symmetries: theorem T8."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Symmetry
from certsim.kernel.meter import Rational, plus, spend, times
from certsim.kernel.rules.setting import RELU, Assumptions, Setting
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.calculus import evaluate, gradient
from certsim.kernel.terms.direction import Directions
from certsim.kernel.terms.forms import Forms
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.kernel.terms.standard import Quotient, Standard, is_zero
from certsim.kernel.terms.subspace import restrict

MAX_DENSE: Final = 400


def symmetry(setting: Setting, evidence: Symmetry) -> Assumptions:
    """T8: S is what affine symmetries Q of the model fix, invertible ones with ker(Qᵀ-I) ⊆ ker(Q-I).

    It is also where infinitesimal symmetries vanish, those with a normal linear part.
    """
    claim = setting.claim
    if setting.conditions or claim.candidate.constants:
        raise InvalidCertificate("a fixed set has neither side conditions nor constants")
    fixed = []
    for images in evidence.maps:
        require_map(claim, images)
        _require_admissible(claim, images)
        _require_symmetry(setting, images)
        fixed += [Polynomial.variable(variable) - image for variable, image in images.items()]
    for field in evidence.fields:
        infinitesimal_symmetry(claim, field)
        _require_normal(claim, field)
        fixed += field.values()
    expected, found = setting.restriction, restrict(fixed, claim.parameter_count, claim.model.frozen)
    same = expected.images == found.images and not expected.curved
    if expected.inconsistent or found.inconsistent or not same:
        raise InvalidCertificate("the set that the maps fix is not the candidate")
    return (RELU,) if claim.model.is_piecewise else ()


def isometric_symmetry(setting: Setting, images: Mapping[int, Polynomial]) -> None:
    """The map takes orbits to orbits: an isometry that commutes with D and leaves every F_j as it is.

    Of vector fields only X(Qθ) = Q·X(θ) is asked.
    """
    require_map(setting.claim, images)
    _require_admissible(setting.claim, images)
    if not setting.claim.model.fields and not _is_orthogonal(_matrix(setting.claim, images)):
        raise InvalidCertificate("the map is not an isometry")
    _require_symmetry(setting, images)


def infinitesimal_symmetry(claim: Claim, field: Mapping[int, Polynomial]) -> None:
    """The derivative of every F_j along an affine vector field Y is 0: ∇F_j·Y = 0 (theory T8, T9).

    It is seen to be 0 by structure, or in its standard form. Y moves no frozen parameter.
    """
    require_map(claim, field)
    model, graph = claim.model, claim.model.graph
    if model.fields:
        raise InvalidCertificate("infinitesimal symmetries are of models with outputs")
    if not model.frozen.isdisjoint(field):
        raise InvalidCertificate("an infinitesimal symmetry moves a frozen parameter")
    along = {variable: graph.polynomial(component) for variable, component in field.items()}
    if Directions(graph, model.outputs).moved(along) is None:
        return
    for output in model.outputs:
        slopes = gradient(graph, output, along)
        products = [graph.multiply((slope, along[v])) for v, slope in slopes.items()]
        if not _is_zero(claim, products, ()):
            raise InvalidCertificate("the derivative along a field was not shown to vanish")


def _require_normal(claim: Claim, field: Mapping[int, Polynomial]) -> None:
    """The linear part A of the field is normal, AAᵀ = AᵀA, and AD = DA."""
    parts = {row: _linear(claim, component) for row, component in field.items()}
    rows = {row: parts.get(row, {}) for row in set(parts).union(*parts.values())}
    _require_rates(claim, rows)
    columns: dict[int, dict[int, Fraction]] = {row: {} for row in rows}
    for row, entries in rows.items():
        for column, value in entries.items():
            columns[column][row] = value
    if _gram(rows) != _gram(columns):
        raise InvalidCertificate("the linear part of a field is not normal")


def require_map(claim: Claim, images: Mapping[int, Polynomial]) -> None:
    """The map sends parameters to affine expressions in the parameters; π may stand in the constants."""
    parameters, pi = claim.parameter_count, claim.model.pi
    for variable, image in images.items():
        others = [v for v in image.variables if v >= parameters and v != pi]
        if image.degree > 1 or variable >= parameters or others:
            raise InvalidCertificate("a map sends parameters to affine expressions in the parameters")


def _matrix(claim: Claim, images: Mapping[int, Polynomial]) -> dict[int, dict[int, Fraction]]:
    """The linear part of a map, row by row, on the coordinates that it moves or moves to."""
    rows = {row: _linear(claim, image) for row, image in images.items()}
    touched = set(rows).union(*rows.values())
    return {row: rows.get(row, {row: Fraction(1)}) for row in touched}


def _linear(claim: Claim, affine: Polynomial) -> dict[int, Fraction]:
    """The coefficients of the parameters: a monomial of an affine expression is one variable, or none."""
    count = claim.parameter_count
    return {m[0]: Fraction(c) for m, c in affine.terms.items() if m and m[0] < count}


def _require_admissible(claim: Claim, images: Mapping[int, Polynomial]) -> None:
    """Q is invertible; QD = DQ; and Q is an isometry, or linear with ker(Qᵀ-I) ⊆ ker(Q-I).

    Of vector fields only the first is asked.
    """
    matrix = _matrix(claim, images)
    orthogonal = _is_orthogonal(matrix)
    if not orthogonal and not _is_invertible(matrix):
        raise InvalidCertificate("the map is not invertible")
    if claim.model.fields:
        return
    _require_rates(claim, matrix)
    if orthogonal:
        return
    if any(len(_linear(claim, image)) < len(image.terms) for image in images.values()):
        raise InvalidCertificate("an affine map that is not linear has to be an isometry")
    if not _kernel_condition(matrix):
        raise InvalidCertificate("ker(Qᵀ-I) is not inside ker(Q-I)")


def _require_rates(claim: Claim, matrix: Mapping[int, Mapping[int, Fraction]]) -> None:
    """The matrix commutes with D."""
    rates = claim.model.rates
    for row, entries in matrix.items():
        if any(rates.get(row, 1) != rates.get(column, 1) for column in entries):
            raise InvalidCertificate("a map mixes parameters with different learning rates")


def _gram(matrix: Mapping[int, Mapping[int, Fraction]]) -> dict[tuple[int, int], Rational]:
    """The entries of AᵀA that are not 0, A given by its rows."""
    gram: dict[tuple[int, int], Rational] = {}
    for entries in matrix.values():
        spend(60 * len(entries) ** 2)
        for i, a in entries.items():
            for j, b in entries.items():
                gram[i, j] = plus(gram.get((i, j), 0), times(a, b))
    return {at: value for at, value in gram.items() if value}


def _is_orthogonal(matrix: Mapping[int, Mapping[int, Fraction]]) -> bool:
    return _gram(matrix) == {(i, i): 1 for i in matrix}


def _is_invertible(matrix: Mapping[int, Mapping[int, Fraction]]) -> bool:
    """Whether the map has no kernel, by elimination."""
    _require_small(matrix)
    rows = [Polynomial({(column,): value for column, value in row.items()}) for row in matrix.values()]
    kernel = restrict(rows, max(matrix, default=0) + 1).images
    return all(variable in kernel and not kernel[variable] for variable in matrix)


def _require_small(matrix: Mapping[int, Mapping[int, Fraction]]) -> None:
    if len(matrix) > MAX_DENSE:
        raise LimitExceeded(f"a map that moves more than {MAX_DENSE} parameters and is not an isometry")


def _kernel_condition(matrix: Mapping[int, Mapping[int, Fraction]]) -> bool:
    """ker(Qᵀ-I) ⊆ ker(Q-I), by elimination."""
    transposed: dict[int, Polynomial] = {}
    for row, entries in matrix.items():
        for column, value in entries.items():
            term = Polynomial({(row,): value})
            transposed[column] = transposed.get(column, ZERO) + term
    kernel = restrict([p - Polynomial.variable(v) for v, p in transposed.items()], max(matrix) + 1)
    moved = (
        Polynomial({(column,): value for column, value in entries.items()}) - Polynomial.variable(row)
        for row, entries in matrix.items()
    )
    return not any(kernel.apply(polynomial) for polynomial in moved)


def _require_symmetry(setting: Setting, images: Mapping[int, Polynomial]) -> None:
    """F_j(Qθ)(x) = F_j(θ)(x) for every j; for vector fields X(Qθ) = Q·X(θ), field by field."""
    claim, graph = setting.claim, setting.claim.model.graph
    moved = {variable: graph.polynomial(image) for variable, image in images.items()}
    for components in claim.model.fields or [claim.model.outputs]:
        spend(4 * len(components))
        composed = graph.substitute(components, moved)
        expected = list(components)
        if claim.model.fields:
            for variable, image in images.items():
                linear = Polynomial({(v,): c for v, c in _linear(claim, image).items()})
                values = {leaf: components[leaf] for leaf in linear.variables}
                expected[variable] = graph.substitute([graph.polynomial(linear)], values)[0]
        for left, right in zip(composed, expected, strict=True):
            _require_same(setting, left, right)


def _require_same(setting: Setting, left: int, right: int) -> None:
    """Two nodes are the same function: so are the sums of the summands that they do not share.

    Forms tell mostly; what they leave of the difference is expanded, or brought to its standard form.
    """
    if left == right:
        return
    claim = setting.claim
    graph = claim.model.graph
    terms = [graph.children(node) if graph.nodes[node][0] == "+" else (node,) for node in (left, right)]
    forms = Forms(graph.functions, len(claim.names))
    differences = _difference(terms[0], terms[1]), _difference(terms[1], terms[0])
    found, expected = (forms.of(graph, nodes) for nodes in differences)
    change = forms.expanded(found - expected)
    if change and not _is_zero(claim, *differences):
        raise InvalidCertificate(f"a map is no symmetry: it adds {setting.show(change)}")


def _is_zero(claim: Claim, left: Sequence[int], right: Sequence[int]) -> bool:
    """Whether two sums of nodes have equal standard forms."""
    graph = claim.model.graph

    def difference(ring: Standard) -> Quotient:
        values = evaluate(graph, [*left, *right], ring.leaf, ring)
        minus = ring.number(Fraction(-1))
        return ring.total([*values[: len(left)], *(minus * value for value in values[len(left) :])])

    return is_zero(graph.functions, len(claim.names), difference)


def _difference(left: Sequence[int], right: Sequence[int]) -> list[int]:
    """The entries of `left` that remain when those of `right` are taken away, with multiplicity."""
    remaining: dict[int, int] = {}
    for node in right:
        remaining[node] = remaining.get(node, 0) + 1
    kept = []
    for node in left:
        if remaining.get(node, 0):
            remaining[node] -= 1
        else:
            kept.append(node)
    return kept
