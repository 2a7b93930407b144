"""Finding a counterexample: a point of the set and a word along which it is left (theory T5, T6, T7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import Final

from certsim.algebra.balls import BITS, BallRing
from certsim.algebra.exact.algebraic import AlgebraicNumber
from certsim.algebra.exact.arithmetic import Number
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import MAX_WORD, Crosses, Leaves, Letter
from certsim.kernel.rules import Rule
from certsim.kernel.rules.point import word_derivative
from certsim.kernel.rules.refutation import leaving
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.search.flow_closure import closure_words, find_closure
from certsim.search.limits import Limits
from certsim.search.points import an_input, ball_point, find_set_points, kernel_point, places, small_number

TRIES: Final = 6
"""Inputs that are tried for one word at one point."""
MAX_LETTERS: Final = 8
"""Fields that are tried at one point."""
DEGREE: Final = 4
"""Values have so many times as many bits as the numbers that are put in, or fewer, mostly."""
MAX_BITS: Final = 16_384
MAX_EQUATIONS: Final = 12
"""Equations of one candidate that are tried at one point."""


def find_leaving(setting: Setting, limits: Limits, *, points: int, longest: int) -> Leaves | None:
    """A point of S and a word w of at most `longest` letters with L_w g ≠ 0 there, for one equation g."""
    for numbers, functions, word in attempts(setting, limits, points, longest):
        found = _leaving_at(setting, limits, numbers, functions, word)
        if found is not None or limits.expired:
            return found
    return None


def find_leaving_along(setting: Setting, limits: Limits) -> Leaves | None:
    """A word that leaves S, from points at which an equation of the flow closure does not vanish (T6).

    Such points are asked for, so that isolated ones and thin components are met, too.
    """
    closure = find_closure(setting, limits.share(0.3))
    if closure is None:
        return None
    for polynomial, fields in closure_words(closure):
        here = setting.restriction.apply(polynomial)
        if not here or len(fields) > MAX_WORD:
            continue
        conditions = [*setting.conditions, Condition(here, "!=")]
        found = islice(find_set_points(setting, limits.share(0.3, 5), conditions=conditions), 2)
        for point in found:
            for attempt in range(TRIES):
                word = tuple(Letter(field, an_input(setting.claim, limits, attempt)) for field in fields)
                leaves = _leaving_at(setting, limits, kernel_point(point), {}, word)
                if leaves is not None:
                    return leaves
    return None


def _leaving_at(
    setting: Setting,
    limits: Limits,
    point: Mapping[int, Number],
    functions: Mapping[str, tuple[Fraction, ...]],
    word: tuple[Letter, ...],
) -> Leaves | None:
    """One of the equations, if L_w of it is not zero at the point, as far as the kernel can tell."""
    equations: Sequence[int] = range(len(setting.claim.candidate.equations))
    if len(equations) > MAX_EQUATIONS:
        equations = sorted(limits.random.sample(equations, MAX_EQUATIONS))
    for index in equations:
        if not seems_nonzero(setting, setting.claim.candidate.equations[index], word, point, functions):
            continue
        for place in places(setting, point, functions, word[0].input):
            proposal = Leaves(place, index, word)
            if is_accepted(leaving, setting, proposal):
                return proposal
            if limits.expired:
                return None
    return None


def attempts(
    setting: Setting, limits: Limits, points: int, longest: int
) -> Iterator[tuple[Mapping[int, Number], Mapping[str, tuple[Fraction, ...]], tuple[Letter, ...]]]:
    """Points with words: single letters at all points before longer words at any."""
    family = setting.claim.model.family_size
    found = islice(find_set_points(setting, limits, needed=needed_parameters(setting)), points)
    met: list[tuple[Mapping[int, Number], Mapping[str, tuple[Fraction, ...]]]] = []
    for attempt, point in enumerate(found):
        met.append((kernel_point(point), concrete_functions(setting, limits, attempt)))
        for at in range(min(family, MAX_LETTERS)):
            yield *met[-1], a_word(setting, limits, attempt, 1, at)
    for length in range(2, longest + 1):
        for attempt, place in enumerate(met):
            for at in range(min(family, MAX_LETTERS) + 1):
                yield *place, a_word(setting, limits, attempt, length, at)


def needed_parameters(setting: Setting) -> frozenset[int]:
    """The parameters on which first Lie derivatives of the equations depend."""
    claim = setting.claim
    mentioned = frozenset().union(*(p.variables for p in claim.candidate.equations))
    wanted = [v for v in mentioned if v < claim.parameter_count]
    nodes: set[Node] = set()
    for index in range(claim.model.family_size):
        nodes.update(claim.model.field(index, wanted).values())
    graph = claim.model.graph
    leaves = (graph.nodes[node] for node in graph.below(nodes))
    return frozenset(e[1] for e in leaves if e[0] == "leaf" and e[1] < claim.parameter_count)


def a_word(setting: Setting, limits: Limits, attempt: int, length: int, at: int) -> tuple[Letter, ...]:
    """A word of that length: the fields from one on, or random ones; with small inputs."""
    claim = setting.claim
    letters = []
    for position in range(length):
        field = (at + position) % claim.model.family_size
        if length > 1 or claim.model.family_size > MAX_LETTERS:
            field = limits.random.randrange(claim.model.family_size)
        letters.append(Letter(field, an_input(setting.claim, limits, attempt)))
    return tuple(letters)


def concrete_functions(setting: Setting, limits: Limits, attempt: int) -> dict[str, tuple[Fraction, ...]]:
    """For each unspecified function a polynomial that has the facts declared of it."""
    concrete = {}
    for name, facts in setting.claim.model.graph.functions.facts.items():
        degree = 3 + attempt % 3
        coefficients = [small_number(limits, attempt) for _ in range(degree + 1)]
        if "odd" in facts:
            coefficients[::2] = [Fraction(0)] * len(coefficients[::2])
        if "even" in facts:
            coefficients[1::2] = [Fraction(0)] * len(coefficients[1::2])
        if "zero_at_zero" in facts:
            coefficients[0] = Fraction(0)
        concrete[name] = tuple(coefficients)
    return concrete


def seems_nonzero(
    setting: Setting,
    polynomial: Polynomial,
    word: Sequence[Letter],
    point: Mapping[int, Number],
    functions: Mapping[str, tuple[Fraction, ...]],
) -> bool:
    """Whether L_w p ≠ 0 at the point, as far as balls tell.

    Their precision follows the numbers: it grows until the balls are small beside these.
    """
    claim = setting.claim
    try:
        node = word_derivative(claim, claim.model.graph.polynomial(polynomial), word)
    except InvalidCertificate:
        return False
    size = DEGREE * max(map(_length, (*map(Fraction, polynomial.terms.values()), *point.values())), default=1)
    bits = BITS + size
    while bits <= MAX_BITS:
        ring = BallRing(functions, bits)
        balls = defaultdict(partial(ring.number, Fraction(0)), ball_point(setting, point, bits))
        (value,) = evaluate(claim.model.graph, [node], balls.__getitem__, ring)
        if ring.is_nonzero(value) or ring.is_within(value, BITS // 2 + size):
            return ring.is_nonzero(value)
        bits *= 4
    return False


def _length(number: Number) -> int:
    """The bits of the longest number in a coordinate."""
    parts = number.coefficients if isinstance(number, AlgebraicNumber) else (number,)
    return max((max(map(int.bit_length, part.as_integer_ratio())) for part in parts), default=1)


def is_accepted(rule: Rule, setting: Setting, proposal: Leaves | Crosses) -> bool:
    """Whether the kernel's rule takes a counterexample."""
    try:
        rule(setting, setting.claim.candidate, proposal)
    except InvalidCertificate:
        return False
    return True
