"""A model as a coloured graph, whose automorphisms are signed permutation symmetries of it.

Each subexpression u is a *node* with two vertices, the literals u and -u; an automorphism that exchanges
them changes the sign of u. So a parameter may change sign, an odd function of it then does too, an even one
does not, and a product does if an odd number of its factors do.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, groupby, product
from typing import Final, NamedTuple, TypeAlias

from certsim.errors import CertsimError
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.meter import metered
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.functions import Domain, FunctionTable, Parity
from certsim.kernel.terms.polynomial import Monomial, Polynomial, Rational

Vertex: TypeAlias = int

MAX_VERTICES: Final = 500_000
MAX_SIGNED_FACTORS: Final = 8
"""The parity of n signs takes 2ⁿ vertices; in a longer product no factor is let change its sign."""
EXPANSION_WORK: Final = 2e6
MAX_ADDED_TERMS: Final = 200
"""How many terms expanding may add: the search for automorphisms slows down faster than the graph grows."""


_EVEN: Final = (Parity.EVEN, Parity.REMAINDER)
"""The kinds of calls that stay as they are where their argument changes its sign."""


class Group(NamedTuple):
    """A sum that stands as a factor in a product which is not expanded."""

    content: Polynomial


class Call(NamedTuple):
    """σ(u); of a function with σ(-u) = 1 - σ(u) it is σ(u) - 1/2, which is odd; of one with σ(-u) = σ(u) - u
    it is σ(u) - u/2, which is even.
    """

    function: str
    argument: Polynomial


@dataclass(frozen=True)
class Form:
    """An element of a ring of forms: a polynomial in the leaves and in the ring's atoms."""

    ring: Forms
    polynomial: Polynomial

    def __mul__(self, other: Form) -> Form:
        return Form(self.ring, self.ring.factor(self.polynomial) * self.ring.factor(other.polynomial))

    def __pow__(self, exponent: int) -> Form:
        return Form(self.ring, self.ring.factor(self.polynomial) ** exponent)


class Forms:
    """Normal forms of expressions: two expressions with equal forms are the same function.

    Sums are flattened and signs are distributed; products are expanded if `expands`, otherwise a sum in a
    product is an atom of its own, up to a rational factor.
    """

    def __init__(self, functions: FunctionTable, first_atom: int, *, expands: bool) -> None:
        self.functions: Final = functions
        self.first_atom: Final = first_atom
        self.atoms: Final[list[Group | Call]] = []
        self._expands: Final = expands
        self._index: Final[dict[Group | Call, Polynomial]] = {}

    def number(self, value: Fraction) -> Form:
        return Form(self, Polynomial.constant(value))

    def leaf(self, index: int) -> Form:
        return Form(self, Polynomial.variable(index))

    def total(self, summands: Iterable[Form]) -> Form:
        return Form(self, Polynomial.total(summand.polynomial for summand in summands))

    def factor(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial as it stands in a product."""
        if self._expands or len(polynomial.terms) < 2:
            return polynomial
        scale = _content(polynomial) * _sign(polynomial)
        return self._atom(Group(polynomial * (1 / scale))) * scale

    def call(self, function: str, argument: Form) -> Form:
        """σ(u), with a sign of u that does not depend on how u is written where σ(-u) is known by σ(u)."""
        u = argument.polynomial
        self._require_domain(function, u)
        at_zero = None if u else self.functions.at_zero(function)
        if at_zero is not None:
            return self.number(at_zero)
        mirror = self.functions.mirror(function)
        sign = _sign(u) if mirror is not None else 1
        scale = _content(u) if function in ("inv", "step") and u else Fraction(1)
        value = self._atom(Call(function, u * (sign / scale)))
        if function == "inv":
            value = value * (1 / scale)
        if mirror not in _EVEN:
            value = value * sign
        if mirror is Parity.REMAINDER:
            value = value + u * Fraction(1, 2)
        return Form(self, value + Fraction(1, 2) if mirror is Parity.COMPLEMENT else value)

    def _require_domain(self, function: str, argument: Polynomial) -> None:
        """Raises CertsimError where a function is called at a number at which it is not analytic."""
        value, domain = argument.constant_value, self.functions.domain(function)
        if value is None or domain in (None, Domain.REGION):
            return
        if value == 0 or (value < 0 and domain is Domain.POSITIVE):
            raise CertsimError(f"the model is defined nowhere: {function} is not analytic at {value}")

    def _atom(self, atom: Group | Call) -> Polynomial:
        if atom not in self._index:
            self._index[atom] = Polynomial.variable(self.first_atom + len(self.atoms))
            self.atoms.append(atom)
        return self._index[atom]

    def atom(self, variable: int) -> Group | Call:
        """The atom that a variable stands for."""
        return self.atoms[variable - self.first_atom]

    def below(self, roots: Iterable[Polynomial]) -> list[int]:
        """The atoms that polynomials are made of, each after those in it; others have cancelled."""
        seen: set[int] = set()
        waiting = list(roots)
        while waiting:
            atoms = {v for v in waiting.pop().variables if v >= self.first_atom} - seen
            seen |= atoms
            waiting += (self.atom(v)[-1] for v in atoms)
        return sorted(seen)

    @property
    def term_count(self) -> int:
        """The number of terms of all the atoms' contents and arguments."""
        return sum(len(atom[-1].terms) for atom in self.atoms)


def _content(polynomial: Polynomial) -> Fraction:
    """The positive rational number that divides the coefficients into coprime integers."""
    coefficients = [Fraction(c) for c in polynomial.terms.values()]
    numerator = math.gcd(*(c.numerator for c in coefficients))
    return Fraction(numerator, math.lcm(*(c.denominator for c in coefficients)))


def _sign(polynomial: Polynomial) -> int:
    return -1 if polynomial.terms and polynomial.terms[min(polynomial.terms)] < 0 else 1


def read_forms(model: KernelModel) -> tuple[Forms, list[Polynomial]]:
    """The forms of the outputs, or of all components of all fields: expanded where that adds few terms.

    Raises LimitExceeded for powers beyond the kernel's bounds, and CertsimError for a model that is defined
    nowhere.
    """
    plain = _forms(model, expands=False)
    try:
        with metered(EXPANSION_WORK):
            expanded = _forms(model, expands=True)
    except LimitExceeded:
        return plain
    return expanded if _term_count(*expanded) <= _term_count(*plain) + MAX_ADDED_TERMS else plain


def _term_count(forms: Forms, roots: Sequence[Polynomial]) -> int:
    return forms.term_count + sum(len(root.terms) for root in roots)


def _forms(model: KernelModel, *, expands: bool) -> tuple[Forms, list[Polynomial]]:
    first_atom = len(model.parameters) + len(model.inputs) + (model.pi is not None)
    forms = Forms(model.graph.functions, first_atom, expands=expands)
    roots = list(model.outputs) or [component for field_ in model.fields for component in field_]
    values = evaluate(model.graph, roots, forms.leaf, forms)
    return forms, [value.polynomial for value in values]


@dataclass
class Structure:
    """A graph with coloured vertices; the literals θ_i and -θ_i are the vertices 2i and 2i+1.

    `restricted` says whether some products were too long for the signs of their factors to be followed,
    `canonical` whether every symmetry of the model is an automorphism.
    """

    parameter_count: int
    canonical: bool = False
    neighbours: list[list[Vertex]] = field(default_factory=list)
    colours: list[Hashable] = field(default_factory=list)
    restricted: bool = False


def read_structure(model: KernelModel, values: Sequence[Fraction] | None = None) -> Structure:
    """The structure of a model; with values of all parameters, its automorphisms leave these as they are.

    Automorphisms commute with the learning rates and map each output to itself, each component of a field
    to the component of the image of its parameter (theory T8). They are faithful on the literals of the
    parameters: what is fixed there is fixed everywhere.

    Raises LimitExceeded for a graph of more than `MAX_VERTICES` vertices.
    """
    forms, roots = read_forms(model)
    builder = _Builder(model, forms, roots)
    builder.add_leaves(values)
    builder.add_roots()
    builder.structure.canonical = _is_canonical(model, forms, roots)
    return builder.structure


def read_polynomials(model: KernelModel, outputs: Sequence[Polynomial]) -> Structure:
    """The structure of polynomials in the parameters in place of the outputs of a model.

    Its automorphisms are the signed permutations that leave the polynomials as they are and commute with the
    rates. Raises LimitExceeded for a graph of more than `MAX_VERTICES` vertices.
    """
    forms = Forms(FunctionTable({}), len(model.parameters), expands=True)
    builder = _Builder(model, forms, outputs)
    builder.add_leaves(None)
    builder.add_roots()
    builder.structure.canonical = True
    return builder.structure


def _is_canonical(model: KernelModel, forms: Forms, roots: Sequence[Polynomial]) -> bool:
    """Whether models of this kind are equal only if their forms are.

    They are polynomials that are written out; or sums of polynomials times steps of expressions that are
    affine in the parameters, with coefficients that have no common factor besides one monomial of the inputs,
    the same for all. Where that is positive each step jumps where no other does. A polynomial beside a step
    may be a product of such expressions instead, if it is one product: factors are unique.
    """
    count, atoms = len(model.parameters), {at: forms.atom(at) for at in forms.below(roots)}
    steps = {at: atom for at, atom in atoms.items() if isinstance(atom, Call)}
    halves = {at for at, atom in atoms.items() if isinstance(atom, Group) and _is_step(atom.content, steps)}
    sums = atoms.keys() - steps.keys() - halves
    if any(atom.function != "step" for atom in steps.values()):
        return False
    if halves and not all(_is_half(atoms[at][-1]) for at in halves):
        return False
    if halves and not all(_is_apart(root, halves, atoms) for root in roots):
        return False
    common = {_common_factor(atom.argument, count) for atom in steps.values()}
    affine = [atom.argument for atom in steps.values()] + [atoms[at][-1] for at in sums]
    flat = all(_is_flat(root, steps.keys() | halves, sums) for root in roots)
    factors = all(max(atoms[at][-1].variables) < forms.first_atom for at in sums)
    return flat and factors and len(common) <= 1 and all(_is_primitive(one, count) for one in affine)


def _is_step(content: Polynomial, steps: Collection[int]) -> bool:
    """Whether a sum is a step: 1/2 more or less than a multiple of what stands for one."""
    return len(content.terms) == 2 and () in content.terms and any((at,) in content.terms for at in steps)


def _is_half(content: Polynomial) -> bool:
    """Whether a sum is a positive multiple of a step, and not of 1 less a step."""
    constant = content.terms[()]
    return all(value == 2 * constant for monomial, value in content.terms.items() if monomial)


def _is_apart(root: Polynomial, halves: Collection[int], atoms: Mapping[int, Group | Call]) -> bool:
    """Whether each term has a step for a factor, and beside it a variable that stands in no other term.

    So no sum of some of the polynomials beside steps is 0, and step(-u) = 1 - step(u) adds no symmetry.
    """
    if not all(sum(v in halves for v in monomial) == 1 for monomial in root.terms):
        return False
    beside = [set[int]().union(*(_variables(v, atoms) for v in m if v not in halves)) for m in root.terms]
    counts = Counter(v for each in beside for v in each)
    return all(any(counts[v] == 1 for v in each) for each in beside)


def _variables(variable: int, atoms: Mapping[int, Group | Call]) -> set[int]:
    return set(atoms[variable][-1].variables) if variable in atoms else {variable}


def _is_flat(root: Polynomial, steps: Collection[int], sums: Collection[int]) -> bool:
    """Whether terms have one step at most; and where sums are factors, each step has one term."""
    beside = [tuple(v for v in monomial if v in steps) for monomial in root.terms]
    unfolded = not root.variables & set(sums) or len(set(beside)) == len(beside)
    return unfolded and all(len(each) <= 1 for each in beside)


def _common_factor(polynomial: Polynomial, count: int) -> Monomial:
    """The monomial of variables other than the first ones that divides all terms."""
    shared, *others = (Counter(v for v in m if v >= count) for m in polynomial.terms)
    for other in others:
        shared &= other
    return tuple(sorted(shared.elements()))


def _is_primitive(argument: Polynomial, count: int) -> bool:
    """Whether a polynomial is affine in the first variables, and irreducible but for a monomial in others.

    So it is if one of its coefficients is a number, or two of them are monomials without a common variable.
    """
    common = Counter(_common_factor(argument, count))
    coefficients: dict[Monomial, list[set[int]]] = {}
    for monomial in argument.terms:
        own = tuple(v for v in monomial if v < count)
        rest = Counter(v for v in monomial if v >= count) - common
        coefficients.setdefault(own, []).append(set(rest))
    if max(map(len, coefficients)) != 1:
        return False
    simple = [terms[0] for terms in coefficients.values() if len(terms) == 1]
    return any(not term for term in simple) or any(not a & b for a, b in combinations(simple, 2))


class _Builder:
    """Adds the nodes of a model to its structure, each once. A node is named by its positive literal."""

    def __init__(self, model: KernelModel, forms: Forms, roots: Sequence[Polynomial]) -> None:
        self.structure: Final = Structure(len(model.parameters))
        self._model: Final = model
        self._forms: Final = forms
        self._roots: Final = roots
        self._variables: Final[dict[int, Vertex]] = {}
        self._nodes: Final[dict[Hashable, Vertex]] = {}
        self._heights: Final[dict[Vertex, int]] = {}
        self._rigid: Final[set[Vertex]] = set()

    def add_leaves(self, values: Sequence[Fraction] | None) -> None:
        rates = self._model.rates
        for index in range(len(self._model.parameters)):
            value = values[index] if values else 0
            colours = [("parameter", rates.get(index, 1), sign * value) for sign in (1, -1)]
            self._variables[index] = self._pair(colours, 0)
        for index in range(len(self._model.parameters), self._forms.first_atom):
            self._variables[index] = self._node(("input", index), (), rigid=True)

    def add_roots(self) -> None:
        for at in self._forms.below(self._roots):
            self._variables[at] = self._atom(self._forms.atom(at))
        size = len(self._model.parameters)
        for at, root in enumerate(self._roots):
            if self._model.fields:
                self._add_component(root, at // size, self._variables[at % size])
            else:
                self._link(self._node(("output", at), (), rigid=True), self._summands(root))

    def _add_component(self, component: Polynomial, field_: int, parameter: Vertex) -> None:
        """A component of a field goes where the literal of its parameter goes."""
        operands = self._summands(component)
        node = self._node(("field", field_), operands, rigid=False)
        self._link(node, operands)
        self._link(self._node("component", [node], rigid=False), [node, parameter])

    def _summands(self, polynomial: Polynomial) -> list[Vertex]:
        """The polynomial as a sum of one literal, or of none."""
        return [self._polynomial(polynomial)] if polynomial else []

    def _pair(self, colours: Sequence[Hashable], height: int) -> Vertex:
        """Two new vertices, joined by an edge."""
        positive = self._vertex((colours[0], height))
        negative = self._vertex((colours[1], height))
        self._join(positive, negative)
        self._heights[positive] = height
        return positive

    def _vertex(self, colour: Hashable) -> Vertex:
        if len(self.structure.colours) >= MAX_VERTICES:
            raise LimitExceeded(f"a structure of more than {MAX_VERTICES} vertices")
        self.structure.colours.append(colour)
        self.structure.neighbours.append([])
        return len(self.structure.colours) - 1

    def _join(self, left: Vertex, right: Vertex) -> None:
        self.structure.neighbours[left].append(right)
        self.structure.neighbours[right].append(left)

    def _link(self, node: Vertex, literals: Iterable[Vertex]) -> None:
        """The node changes its sign with each of the literals."""
        for literal in literals:
            self._join(node, literal)
            self._join(node ^ 1, literal ^ 1)

    def _node(self, kind: Hashable, operands: Sequence[Vertex], *, rigid: bool) -> Vertex:
        """A new node above its operands; a rigid one never changes its sign.

        The height tells the two ends of an edge apart: which is the operand of which.
        """
        height = 1 + max((self._heights[operand & ~1] for operand in operands), default=0)
        node = self._pair([(kind, rigid), (kind, rigid and -1)], height)
        if rigid:
            self._rigid.add(node)
        return node

    def _is_rigid(self, literal: Vertex) -> bool:
        return literal & ~1 in self._rigid

    def _atom(self, atom: Group | Call) -> Vertex:
        if isinstance(atom, Group):
            return self._polynomial(atom.content)
        kind = ("call", atom.function)
        mirror = self._forms.functions.mirror(atom.function)
        operands = self._summands(atom.argument)
        changes = mirror in (Parity.ODD, Parity.COMPLEMENT)
        node = self._node(kind, operands, rigid=not changes or any(map(self._is_rigid, operands)))
        if changes:
            self._link(node, operands)
        else:
            for operand in operands:
                self._depend(node, operand, even=mirror in _EVEN)
        return node

    def _depend(self, node: Vertex, operand: Vertex, *, even: bool) -> None:
        """The node keeps its sign; it depends on the operand, or only on the operand up to sign."""
        self._join(node, operand)
        if even:
            self._join(node, operand ^ 1)

    def _polynomial(self, polynomial: Polynomial) -> Vertex:
        """The literal of a polynomial that is not zero."""
        sign = _sign(polynomial)
        terms = list(polynomial.terms.items())
        if len(terms) == 1:
            return self._term(*terms[0])
        key = polynomial * sign
        if key not in self._nodes:
            summands = [self._term(monomial, coefficient * sign) for monomial, coefficient in terms]
            # A difference of rigid summands is not rigid: they may be exchanged.
            rigid = all(self._is_rigid(summand) and summand % 2 == 0 for summand in summands)
            self._nodes[key] = self._node("sum", summands, rigid=rigid)
            self._link(self._nodes[key], summands)
        return self._nodes[key] ^ (sign < 0)

    def _term(self, monomial: Monomial, coefficient: Rational) -> Vertex:
        """The literal of a monomial times a number that is not zero."""
        literal, size = self._monomial(monomial), abs(coefficient)
        if size != 1:
            key = ("times", size, literal)
            if key not in self._nodes:
                self._nodes[key] = self._node(("times", size), [literal], rigid=self._is_rigid(literal))
                self._link(self._nodes[key], [literal])
            literal = self._nodes[key]
        return literal ^ (coefficient < 0)

    def _monomial(self, monomial: Monomial) -> Vertex:
        key = ("product", monomial)
        if key not in self._nodes:
            powers = groupby(monomial)
            factors = [self._power(self._variables[v], len(list(times))) for v, times in powers]
            self._nodes[key] = factors[0] if len(factors) == 1 else self._product(factors)
        return self._nodes[key]

    def _power(self, literal: Vertex, exponent: int) -> Vertex:
        key = ("power", exponent, literal)
        if exponent == 1:
            return literal
        if key not in self._nodes:
            even = exponent % 2 == 0
            node = self._node(("power", exponent), [literal], rigid=even or self._is_rigid(literal))
            self._nodes[key] = node
            if even:
                self._depend(node, literal, even=True)
            else:
                self._link(node, [literal])
        return self._nodes[key]

    def _product(self, factors: Sequence[Vertex]) -> Vertex:
        """A product, the empty one included: it changes its sign with an odd number of its factors."""
        signed = [factor for factor in factors if not self._is_rigid(factor)]
        if len(signed) > MAX_SIGNED_FACTORS:
            self.structure.restricted = True
            signed = []
        node = self._node("product", factors, rigid=not signed)
        for factor in factors:
            if factor not in signed:
                self._join(node, factor)
                if signed:
                    self._join(node ^ 1, factor)
        if len(signed) == 1:
            self._link(node, signed)
        elif signed:
            self._add_parity(node, signed)
        return node

    def _add_parity(self, node: Vertex, factors: Sequence[Vertex]) -> None:
        """A vertex for each choice of signs of the factors, joined to those literals and to their product.

        An automorphism that changes the signs of some factors permutes the choices, and keeps the two sides
        apart or exchanges them as the number of changes is even or odd; it may permute the factors, too.
        """
        for signs in _signs(len(factors)):
            choice = self._vertex(("signs", self._heights[node]))
            self._join(choice, node ^ (sum(signs) % 2))
            for factor, sign in zip(factors, signs, strict=True):
                self._join(choice, factor ^ sign)


def _signs(count: int) -> Iterator[tuple[int, ...]]:
    return product((0, 1), repeat=count)
