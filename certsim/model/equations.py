"""Equations of a set as a person would write them: ties of whole slices, and constants on the right side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import groupby, product, takewhile
from math import gcd, lcm
from typing import Final, TypeAlias

from certsim.kernel.terms.polynomial import Monomial, Polynomial, Rational
from certsim.model.tree import polynomial_tree, text

Tie: TypeAlias = tuple[Rational, int]
"""What a coordinate is equal to: a factor times a coordinate. The factor is 0 where the coordinate is 0."""
Ties: TypeAlias = Mapping[int, Tie]
"""Coordinates that are tied or 0. The coordinates that they are tied to are free, and not listed."""
Place: TypeAlias = int | tuple[int, int] | None
"""A place on an axis, a range of places, or the whole axis."""

SUMMED: Final = 4
"""The sum of so many entries of a slice, or more, is written as such."""
_MARK: Final = "~"
"""Stands before the names of coordinates that are no parameters of the model."""
_NOTHING: Final = -1
"""Stands for the number 0 where coordinates are equated."""


@dataclass(frozen=True)
class Slice:
    """A part of an array: a place for each axis; with its coordinates, first axis slowest."""

    array: str
    lengths: tuple[int, ...]
    places: tuple[Place, ...]
    coordinates: tuple[int, ...] = field(compare=False, repr=False)
    transposed: bool = False

    @cached_property
    def axes(self) -> tuple[int, ...]:
        """The axes that are not fixed."""
        return tuple(axis for axis, at in enumerate(self.places) if not isinstance(at, int))

    @cached_property
    def shape(self) -> tuple[int, ...]:
        axes = self.axes[::-1] if self.transposed else self.axes
        return tuple(self.lengths[axis] for axis in axes)

    @property
    def name(self) -> str:
        """The part in the language of specs.

        >>> Slice("W", (2, 3), (None, (1, 3)), (1, 2, 4, 5)).name
        'W[:,1:]'
        """
        written = [_written(at, length) for at, length in zip(self.places, self.lengths, strict=True)]
        while written and written[-1] == ":":
            written.pop()
        return self.array + (f"[{','.join(written)}]" if written else "") + (".T" if self.transposed else "")

    @property
    def fixed(self) -> tuple[int, ...]:
        """The axes on which it has one place, the last first."""
        return tuple(axis for axis, at in reversed(list(enumerate(self.places))) if isinstance(at, int))

    def shifted(self, axis: int, steps: int | range) -> Slice:
        """The part so many steps along an axis that is fixed, or all parts up to there."""
        at = self.places[axis]
        if not isinstance(at, int):
            return self
        place = at + steps if isinstance(steps, int) else (at + steps.start, at + steps.stop)
        return replace(self, places=(*self.places[:axis], place, *self.places[axis + 1 :]))


def _written(at: Place, length: int) -> str:
    if isinstance(at, int):
        return str(at)
    low, high = at or (0, length)
    return f"{low or ''}:{high if high < length else ''}"


@dataclass(frozen=True)
class Layout:
    """The names of scalars in their order; those of an array follow one another."""

    names: tuple[str, ...]
    parameters: int | None = None
    """So many of the names are those of arrays that have slices; all if None."""

    @cached_property
    def slices(self) -> tuple[Slice, ...]:
        """Parts of arrays with whole axes, those with fewest axes fixed first; at last single entries."""
        found: list[Slice] = []
        start = 0
        for _, entries in groupby(self.names[: self.parameters], key=lambda name: name.partition("[")[0]):
            listed = list(entries)
            found += _slices(listed[-1], start)
            start += len(listed)
        return tuple(sorted(found, key=_width))


def _width(part: Slice) -> tuple[object, ...]:
    if not part.axes:
        return (True,)
    return False, len(part.fixed), *(-axis for axis in part.axes if part.fixed)


def _slices(last: str, start: int) -> Iterator[Slice]:
    """The parts of an array, of which the name of the last entry is given; an array of one entry is that."""
    name, _, indices = last.partition("[")
    lengths = tuple(int(index) + 1 for index in indices.rstrip("]").split(",") if index)
    numbers = {at: start + number for number, at in enumerate(product(*map(range, lengths)))}
    for places in product(*((None, *range(length)) for length in lengths)):
        inside = [range(n) if at is None else (at,) for at, n in zip(places, lengths, strict=True)]
        coordinates = tuple([numbers[at] for at in product(*inside)])
        if len(coordinates) > 1 or None not in places:
            yield Slice(name, lengths, places, coordinates)
    if len(lengths) == 2 and min(lengths) > 1:
        turned = [numbers[i, j] for j in range(lengths[1]) for i in range(lengths[0])]
        yield Slice(name, lengths, (None, None), tuple(turned), transposed=True)


@dataclass(frozen=True)
class _Equation:
    """A slice is a multiple of another one, or 0."""

    left: Slice
    factor: Rational = 0
    right: Slice | None = None

    @property
    def keeps_name(self) -> bool:
        """Whether the sides have one name but for a mark."""
        return self.right is not None and self.factor == 1 and self.right.name == _MARK + self.left.name

    def __str__(self) -> str:
        if self.right is None:
            return f"{self.left.name} = 0"
        numerator, denominator = self.factor.as_integer_ratio()
        return f"{_times(denominator, self.left.name)} = {_times(numerator, self.right.name)}"


def _times(factor: int, name: str) -> str:
    return name if factor == 1 else f"-{name}" if factor == -1 else f"{factor}*{name}"


def write_ties(ties: Ties, layout: Layout) -> tuple[str, ...]:
    """Few equations for the ties: of whole arrays and slices if most of their entries are tied alike.

    >>> names = ("W[0,0]", "W[0,1]", "W[1,0]", "W[1,1]", "a[0]", "a[1]")
    >>> write_ties({2: (-1, 0), 3: (-1, 1), 4: (0, 4), 5: (0, 5)}, Layout(names))
    ('a = 0', 'W[1] = -W[0]')
    """
    return tuple(map(str, _joined(list(_equations(ties, layout))))) if ties else ()


def _equations(ties: Ties, layout: Layout) -> Iterator[_Equation]:
    """Equations that say all ties, each of slices of which about half of the entries are new.

    Each is true. So a tie follows from them if they connect its coordinates.
    """
    said = _Classes()
    for equation in sorted(_true(ties, layout), key=lambda one: (not one.left.axes, one.left.transposed)):
        left, right = equation.left.coordinates, equation.right
        pairs = list(zip(left, right.coordinates if right else [_NOTHING] * len(left), strict=True))
        enough = 3 if equation.left.transposed else 2
        if enough * said.count_new(pairs) >= len(pairs):
            said.equate(pairs)
            yield equation


def _true(ties: Ties, layout: Layout) -> Iterator[_Equation]:
    """For each slice that is 0, or a multiple of one before it, the equation that says so."""
    met = _Met()
    for part in layout.slices:
        factor, values = _normal([ties.get(c, (1, c)) for c in part.coordinates])
        equation = met.equation(part, factor, values) if factor else _Equation(part)
        if equation is not None:
            yield equation


class _Met:
    """The slices met so far, by what they are multiples of.

    In one array rows are compared with rows only, and columns with columns.
    """

    def __init__(self) -> None:
        self._alike: dict[tuple[object, ...], tuple[Slice, Rational]] = {}

    def equation(self, part: Slice, factor: Rational, values: tuple[Tie, ...]) -> _Equation | None:
        """The slice as a multiple of the first one like it, if there is one."""
        other, its_factor = self._alike.setdefault((part.shape, part.axes, values), (part, factor))
        if other is part:
            other, its_factor = self._alike.setdefault((part.shape, values), (part, factor))
            if other.array == part.array and not (part.transposed or not part.axes):
                return None
        return None if other is part else _Equation(part, _quotient(factor, its_factor), other)


def _normal(values: Sequence[Tie]) -> tuple[Rational, tuple[Tie, ...]]:
    """The first factor that is not 0, and the values divided by it; 0 where all are 0."""
    leading = next((factor for factor, _ in values if factor), 0)
    if leading == 0:
        return 0, ()
    return leading, tuple([(_quotient(factor, leading), at if factor else _NOTHING) for factor, at in values])


def _quotient(factor: Rational, other: Rational) -> Rational:
    return factor * other if other in (1, -1) else Fraction(factor) / other


class _Classes:
    """Coordinates that equations connect."""

    def __init__(self) -> None:
        self._links: dict[int, int] = {}

    def count_new(self, pairs: Sequence[tuple[int, int]]) -> int:
        """How many of the pairs say what does not follow from these classes and the pairs before."""
        more = _Classes()
        return more.equate([(self._root(left), self._root(right)) for left, right in pairs])

    def equate(self, pairs: Sequence[tuple[int, int]]) -> int:
        """Connects the coordinates of each pair; how many were not connected."""
        before = len(self._links)
        for left, right in pairs:
            if (root := self._root(left)) != (other := self._root(right)):
                self._links[root] = other
        return len(self._links) - before

    def _root(self, at: int) -> int:
        while (link := self._links.get(at, at)) != at:
            self._links[at] = at = self._links.get(link, link)
        return at


def _joined(equations: Sequence[_Equation]) -> Iterator[_Equation]:
    """The equations, those in a row whose left sides are neighbours in one."""
    start = 0
    while start < len(equations):
        head = equations[start]
        count, joined = max(_runs(equations, start), key=lambda run: run[0], default=(1, head))
        yield joined
        start += count


def _runs(equations: Sequence[_Equation], start: int) -> Iterator[tuple[int, _Equation]]:
    """How many equations from a place on step along an axis, and one equation that says them all."""
    head, rest = equations[start], range(start + 1, len(equations))
    for axis in head.left.fixed:
        for beside in _beside(head, axis):
            steps = (equations[at] == _shifted(head, axis, beside, at - start) for at in rest)
            count = 1 + sum(takewhile(bool, steps))
            if count > 1 + (beside is not None):
                yield count, _shifted(head, axis, beside, range(count))


def _beside(head: _Equation, axis: int) -> Iterator[int | None]:
    """The axes of the right side that may step along with one of the left; None if it may stay."""
    left, right = head.left, head.right
    if right is None or not right.axes:
        yield None
    if right is not None and not right.transposed:
        before = sum(each < axis for each in left.axes)
        yield from (other for other in right.fixed if sum(each < other for each in right.axes) == before)


def _shifted(head: _Equation, axis: int, beside: int | None, steps: int | range) -> _Equation:
    right = head.right if head.right is None or beside is None else head.right.shifted(beside, steps)
    return replace(head, left=head.left.shifted(axis, steps), right=right)


def write_equations(
    equations: Sequence[Polynomial], names: Sequence[str], parameters: int
) -> tuple[str, ...]:
    """The equations that polynomials vanish, in the language of specs: ties of parameters first.

    >>> a, b, c = map(Polynomial.variable, range(3))
    >>> write_equations([a - b, 3 - 2 * c**2 + b**2, 2 * c], ["v[0]", "v[1]", "c"], 3)
    ('v[1] = v[0]', 'c = 0', 'v[1]**2 - 2*c**2 = -3')
    """
    ties, rest = _solved(equations, parameters)
    layout = Layout(tuple(names), parameters)
    return (*write_ties(ties, layout), *(write_equation(normalised(one), layout) for one in rest))


def write_images(images: Sequence[Polynomial], names: Sequence[str], of: Sequence[str]) -> tuple[str, ...]:
    """What named coordinates are as functions of others, by slices; not those that are what has their name.

    >>> x = Polynomial.variable(0)
    >>> write_images([x, 2 * x, x**2 + 1], ["a[0]", "a[1]", "b"], ["a[0]"])
    ('a[1] = 2*a[0]', 'b = a[0]**2 + 1')
    """
    marked = Layout((*(f"{_MARK}{name}" for name in of), *names))
    ties: dict[int, Tie] = {}
    rest: list[str] = []
    for at, image in enumerate(images, len(of)):
        (monomial, factor), *more = image.terms.items() or [((), 0)]
        if more or len(monomial) > 1 or (factor and not monomial):
            rest.append(f"{marked.names[at]} = {write_polynomial(image, marked)}")
        else:
            ties[at] = factor, monomial[0] if monomial else at
    moved = [one for one in _equations(ties, marked) if not one.keeps_name]
    return tuple(line.replace(_MARK, "") for line in (*map(str, _joined(moved)), *rest))


def write_equation(difference: Polynomial, layout: Layout, relation: str = "=") -> str:
    """The equation or condition that the difference of its sides is given of, with its level on the right.

    >>> a, b = Polynomial.variable(0), Polynomial.variable(1)
    >>> write_equation(a**2 - b**2 - 3, Layout(("a", "b")), ">")
    'a**2 - b**2 > 3'
    >>> write_equation(a * b - b, Layout(("a", "b")))
    'a*b = b'
    """
    level = difference.terms.get((), 0)
    left, right = difference - level, Polynomial.constant(-level)
    if not left:
        left, right = right * -1, left
    elif not level and len(left.terms) == 2 and min(left.terms.values()) < 0 < max(left.terms.values()):
        right = Polynomial({monomial: -c for monomial, c in left.terms.items() if c < 0})
        left = left + right
    return f"{write_polynomial(left, layout)} {relation} {write_polynomial(right, layout)}"


def write_polynomial(polynomial: Polynomial, layout: Layout) -> str:
    """A polynomial in the language of specs, with sums, sums of squares and products of whole slices as such.

    >>> layout = Layout(("W[0,0]", "W[0,1]", "a"))
    >>> x, y, a = map(Polynomial.variable, range(3))
    >>> write_polynomial(2 * x**2 + 2 * y**2 - a**2, layout)
    '2*sum(W**2) - a**2'
    >>> total = Polynomial.total(map(Polynomial.variable, range(4)))
    >>> write_polynomial(3 * total, Layout(("v[0]", "v[1]", "v[2]", "v[3]")))
    '3*sum(v)'
    """
    terms = sorted(polynomial.terms.items(), key=lambda term: (-len(term[0]), term[0]))
    written: dict[Monomial, str] = {}
    if sum(len(monomial) == 2 for monomial, _ in terms) > 1:
        written = _quadratic(dict(terms), layout)
    if sum(len(monomial) == 1 for monomial, _ in terms) >= SUMMED:
        written |= _linear(dict(terms), layout)
    parts = []
    for monomial, coefficient in terms:
        name = written.get(monomial)
        if name is None:
            parts.append(text(polynomial_tree(Polynomial({monomial: coefficient}), layout.names)))
        elif name:
            size = abs(Fraction(coefficient))
            times = "" if size == 1 else f"{size}*" if size.denominator == 1 else f"({size})*"
            parts.append(f"{'-' if coefficient < 0 else ''}{times}{name}")
    return " + ".join(parts).replace("+ -", "- ") or "0"


def _linear(terms: Mapping[Monomial, Rational], layout: Layout) -> dict[Monomial, str]:
    """The sums of slices that are not short, each at the first of its monomials; at the others nothing."""
    written: dict[Monomial, str] = {}
    for part in layout.slices:
        if len(part.coordinates) >= SUMMED and not part.transposed:
            _take([(c,) for c in part.coordinates], f"sum({part.name})", terms, written)
    return written


def _quadratic(terms: Mapping[Monomial, Rational], layout: Layout) -> dict[Monomial, str]:
    """The squares and products of slices, each at the first of its monomials; at the others nothing."""
    written: dict[Monomial, str] = {}
    starts: dict[int, list[Slice]] = {}
    for part in layout.slices:
        if part.axes and not part.transposed:
            _take([(c, c) for c in part.coordinates], f"sum({part.name}**2)", terms, written)
            if len(part.axes) == 1:
                starts.setdefault(part.coordinates[0], []).append(part)
    for first in terms:
        for one, other in product(*(starts.get(at, ()) for at in first)) if len(first) == 2 else ():
            if one.shape == other.shape and one != other:
                pairs = zip(one.coordinates, other.coordinates, strict=True)
                monomials = [(min(pair), max(pair)) for pair in pairs]
                _take(monomials, f"{one.name} @ {other.name}", terms, written)
    return written


def _take(
    monomials: Sequence[Monomial], name: str, terms: Mapping[Monomial, Rational], written: dict[Monomial, str]
) -> None:
    """Gives the monomials a name if they are different ones, have one coefficient, and no name yet."""
    coefficients = {None if monomial in written else terms.get(monomial) for monomial in monomials}
    if len(coefficients) == 1 and None not in coefficients and len(set(monomials)) == len(monomials):
        written |= dict.fromkeys(monomials, "")
        written[min(monomials)] = name


def normalised(polynomial: Polynomial) -> Polynomial:
    """The multiple with coprime integers for coefficients, the one that is written first positive."""
    if not polynomial.terms:
        return polynomial
    leading = polynomial.terms[min(polynomial.terms, key=lambda monomial: (-len(monomial), monomial))]
    denominator = lcm(*(Fraction(c).denominator for c in polynomial.terms.values()))
    numerator = gcd(*(Fraction(c).numerator for c in polynomial.terms.values()))
    return polynomial * (Fraction(denominator, numerator) * (1 if leading > 0 else -1))


def _solved(equations: Sequence[Polynomial], parameters: int) -> tuple[Ties, list[Polynomial]]:
    """The ties that equations say one by one, and the other equations."""
    ties: dict[int, Tie] = {}
    rest: list[Polynomial] = []
    for equation in equations:
        if _is_tie(equation, parameters):
            _add(ties, equation)
        elif equation:
            rest.append(equation)
    return {at: _resolved(ties, at) for at in ties}, rest


def _is_tie(equation: Polynomial, parameters: int) -> bool:
    monomials = equation.terms
    return len(monomials) in (1, 2) and all(len(m) == 1 and m[0] < parameters for m in monomials)


def _add(ties: dict[int, Tie], equation: Polynomial) -> None:
    """Adds c·θ_i + d·θ_j = 0, where each may be tied already."""
    total: dict[int, Rational] = {}
    for (variable,), coefficient in equation.terms.items():
        factor, root = _resolved(ties, variable)
        total[root] = total.get(root, 0) + coefficient * factor
    roots = sorted(root for root, coefficient in total.items() if coefficient)
    if len(roots) == 2:
        low, high = roots
        ties[high] = _quotient(-total[low], total[high]), low
    elif roots:
        ties[roots[0]] = 0, roots[0]


def _resolved(ties: Mapping[int, Tie], at: int) -> Tie:
    """The free coordinate that a coordinate is a multiple of, and the factor."""
    factor: Rational = 1
    while factor and at in ties:
        step, at = ties[at]
        factor = factor * step
    return factor, at
