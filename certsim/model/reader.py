"""Reads declarations and expressions against the names that are known, and says all that is wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, TypeAlias

from certsim.kernel.errors import KernelError, MalformedCertificate
from certsim.kernel.statement.model import MAX_SCALARS
from certsim.kernel.terms.arrays import Array
from certsim.kernel.terms.definitions import RESERVED as NAMED
from certsim.kernel.terms.definitions import SIGNATURES
from certsim.kernel.terms.expression import IDENTIFIER, Scope, declare
from certsim.kernel.terms.functions import FunctionTable
from certsim.kernel.terms.graph import Graph
from certsim.model.expression import ExpressionError, Parsed, Span, Statement, parse_expression
from certsim.model.faults import Faults, Key, did_you_mean

Shape: TypeAlias = tuple[int, ...]

MAX_DEGREE: Final = 1_000
RESERVED: Final = NAMED | {"T"}

_DECLARATION: Final = re.compile(r"([^\[\]]*?)(?:\[([^\[\]]*)\])?")
_SIZE: Final = re.compile(r"0*([0-9]{1,7})")
_PLAIN_NAME: Final = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)")


@dataclass
class Vocabulary:
    """The names of a model (and of one candidate), what each stands for, and their arrays.

    A shape is None where the declaration was faulty; `complete` is False where declarations were not even
    text: then unknown names are no news.
    """

    shapes: dict[str, Shape | None] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    functions: dict[str, list[str]] = field(default_factory=dict)
    complete: bool = True
    scalars: int = 0

    def add(self, name: str, role: str, shape: Shape | None) -> None:
        self.shapes[name], self.roles[name] = shape, role
        self.scalars += 0 if shape is None else math.prod(shape)

    def of_role(self, *roles: str) -> list[str]:
        return [name for name, role in self.roles.items() if role in roles]

    def declarations(self, role: str) -> list[list[Any]]:
        """The declarations of a role as a statement has them: ``[["W", [3, 2]], …]``."""
        return [[name, list(self.shapes[name] or ())] for name in self.of_role(role)]

    def size(self, *roles: str) -> int:
        """How many scalars the declarations of some roles make."""
        return sum(math.prod(self.shapes[name] or ()) for name in self.of_role(*roles))

    def copy(self) -> Vocabulary:
        """A copy to which the constants of a candidate can be added; graph and model arrays are shared."""
        copy = replace(self, shapes=dict(self.shapes), roles=dict(self.roles))
        copy.__dict__.update(graph=self.graph, model_arrays=self.model_arrays)
        return copy

    @classmethod
    def of(cls, statement: Mapping[str, Any]) -> Vocabulary:
        """The names of a model's statement."""
        vocabulary = cls(functions=dict(statement.get("functions", {})))
        for role, key in (("parameter", "parameters"), ("input", "inputs")):
            for name, shape in statement.get(key, ()):
                vocabulary.add(name, role, tuple(shape))
        return vocabulary

    @cached_property
    def graph(self) -> Graph:
        return Graph(FunctionTable({name: frozenset(facts) for name, facts in self.functions.items()}))

    @cached_property
    def model_arrays(self) -> dict[str, Array]:
        return self._declare(0, "parameter", "input")

    @cached_property
    def scope(self) -> Scope:
        constants = self._declare(self.size("parameter", "input"), "constant")
        return Scope(self.graph, {**self.model_arrays, **constants})

    def _declare(self, first: int, *roles: str) -> dict[str, Array]:
        known = ((name, self.shapes[name]) for name in self.of_role(*roles))
        return declare(self.graph, [(name, shape) for name, shape in known if shape is not None], first)


def read_declarations(
    texts: Sequence[Any], role: str, key: Key, vocabulary: Vocabulary, faults: Faults
) -> None:
    """Adds declarations such as ``W[3,2]`` to the vocabulary."""
    for at, text in enumerate(texts):
        if text is None:
            vocabulary.complete = False
            continue
        try:
            name, shape = _declaration(text, vocabulary)
        except ExpressionError as error:
            faults.add_error((*key, at), error)
            _remember(text, role, vocabulary)
            continue
        vocabulary.add(name, role, shape)


def _remember(text: str, role: str, vocabulary: Vocabulary) -> None:
    """Keeps the name of a faulty declaration, if it has one, so that its uses are not faults as well."""
    match = _PLAIN_NAME.match(text)
    if match and match[1] not in vocabulary.roles and match[1] not in RESERVED:
        vocabulary.add(match[1], role, None)


def _declaration(text: str, vocabulary: Vocabulary) -> tuple[str, Shape]:
    match = _DECLARATION.fullmatch(text.strip())
    if match is None:
        hint = "write 'c', 'b[3]' or 'W[3,2]'"
        raise ExpressionError(f"{text!r:.60} is no declaration", (0, len(text)), hint)
    offset = len(text) - len(text.lstrip())
    name = match[1].strip()
    check_name(name, (offset, offset + len(name)), vocabulary)
    shape = _shape(match[2], offset + match.start(2)) if match[2] is not None else ()
    if math.prod(shape) + vocabulary.scalars > MAX_SCALARS:
        raise ExpressionError(f"more than {MAX_SCALARS} scalars are over the limit", (0, len(text)))
    return name, shape


def check_name(name: str, span: Span, vocabulary: Vocabulary, reserved: Collection[str] = RESERVED) -> None:
    """Raises `ExpressionError` unless the name is a free ASCII identifier."""
    if not IDENTIFIER.fullmatch(name):
        hint = "a name has ASCII letters, digits and '_', and begins with no digit"
        raise ExpressionError(f"{name!r:.60} is no name", span, hint)
    if name in reserved:
        what = "the transpose, as in W.T" if name == "T" else f"the function {name}"
        raise ExpressionError(f"the name {name!r} is reserved", span, f"it means {what}; choose another")
    role = "function" if name in vocabulary.functions else vocabulary.roles.get(name)
    if role is not None:
        raise ExpressionError(f"{name!r} is declared twice", span, f"it is {_article(role)} already")


def _shape(text: str, offset: int) -> Shape:
    span = (offset, offset + len(text))
    sizes = [_SIZE.fullmatch(size.strip()) for size in text.split(",")]
    if len(sizes) > 2:
        raise ExpressionError(f"{len(sizes)} dimensions; arrays have two at most", span)
    shape = tuple(int(size[1]) for size in sizes if size)
    if len(shape) < len(sizes) or not all(shape):
        hint = "sizes are positive integers, as in 'W[3,2]'"
        raise ExpressionError(f"{text!r:.60} is no shape", span, hint)
    return shape


def _article(role: str) -> str:
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"


@dataclass(frozen=True)
class Reader:
    """Reads expressions; what is wrong with them goes to the faults, and None comes back."""

    vocabulary: Vocabulary
    faults: Faults

    def expression(self, text: str, key: Key, rule: Rule) -> tuple[Parsed, Array] | None:
        """The tree of a text and the array that it denotes."""
        try:
            parsed = parse_expression(text)
        except ExpressionError as error:
            self.faults.add_error(key, error)
            return None
        array = self.check(parsed, key, rule)
        return None if array is None else (parsed, array)

    def check(self, parsed: Parsed, key: Key, rule: Rule, *, of_key: bool = False) -> Array | None:
        """The array that a tree denotes, if it obeys the rule and its shapes fit."""
        if not self.obeys(parsed, key, rule, of_key=of_key):
            return None
        try:
            return self.vocabulary.scope.expand(parsed.tree)
        except KernelError as error:
            path = getattr(error, "path", ())
            self.faults.add(key, _message(error), None, parsed.at(path).span, of_key=of_key)
            return None

    def sides(self, statement: Statement, key: Key, rule: Rule) -> tuple[Array, Array] | None:
        """The arrays of the two sides of an equation or condition, brought to one shape."""
        sides = [self.obeys(side, key, rule) for side in (statement.left, statement.right)]
        if not all(sides):
            return None
        try:
            return self.vocabulary.scope.pair(statement.left.tree, statement.right.tree)
        except KernelError as error:
            path = getattr(error, "path", ())
            self.faults.add(key, _message(error), None, statement.at(path))
            return None

    def obeys(self, parsed: Parsed, key: Key, rule: Rule, *, of_key: bool = False) -> bool:
        """Whether names, functions and operations are allowed, and every shape is known."""
        errors = [*self._unknown(parsed, rule), *rule.violations(parsed, self.vocabulary)]
        for error in errors:
            self.faults.add_error(key, error, of_key=of_key)
        return not errors and all(map(self._is_known, parsed.walk()))

    def _unknown(self, parsed: Parsed, rule: Rule) -> Iterator[ExpressionError]:
        for node in parsed.walk():
            if node.kind == "name" and node.tree not in self.vocabulary.roles:
                yield from self._unknown_name(node, rule)
            elif node.kind == "call" and self._is_function(node.parts[0].tree):
                yield from _wrong_arguments(node)
            elif node.kind == "call" and self.vocabulary.complete:
                yield self._unknown_function(node.parts[0])

    def _is_known(self, node: Parsed) -> bool:
        """Whether a name or function has a declaration without fault."""
        if node.kind == "name":
            return self.vocabulary.shapes.get(node.tree) is not None
        return node.kind != "function" or self._is_function(node.tree)

    def _is_function(self, name: str) -> bool:
        return name in SIGNATURES or name in self.vocabulary.functions

    def _unknown_name(self, node: Parsed, rule: Rule) -> Iterator[ExpressionError]:
        if node.tree in RESERVED or node.tree in self.vocabulary.functions:
            yield ExpressionError(f"{node.tree!r} is a function", node.span, f"write {node.tree}(…)")
        elif self.vocabulary.complete:
            hint = did_you_mean(node.tree, self.vocabulary.of_role(*rule.roles))
            yield ExpressionError(f"unknown name {node.tree!r:.60}", node.span, hint)

    def _unknown_function(self, node: Parsed) -> ExpressionError:
        role = self.vocabulary.roles.get(node.tree)
        if role:
            message = f"{node.tree!r} is {_article(role)}, not a function"
            return ExpressionError(message, node.span, "a product is written with '*'")
        hint = did_you_mean(node.tree, [*self.vocabulary.functions, *sorted(SIGNATURES)])
        hint = hint or f"unspecified functions are declared in [functions.{node.tree}]"
        return ExpressionError(f"unknown function {node.tree!r:.60}", node.span, hint)


def _wrong_arguments(node: Parsed) -> Iterator[ExpressionError]:
    name, found = node.parts[0].tree, len(node.parts) - 1
    wanted = 2 if name == "leaky_relu" else 1
    if found != wanted:
        hint = "leaky_relu(z, slope)" if wanted == 2 else f"{name}(z), entry by entry where z is an array"
        message = f"{name} takes {wanted} argument{'s' * (wanted > 1)}, found {found}"
        yield ExpressionError(message, node.span, hint)


def _message(error: KernelError) -> str:
    return error.message if isinstance(error, MalformedCertificate) else str(error)


@dataclass(frozen=True)
class Rule:
    """What an expression may be made of: names in some roles, and only polynomials where `what` says so.

    `degree` bounds the total degree in the names of the roles `graded`.
    """

    roles: tuple[str, ...]
    what: str | None = None
    degree: int = MAX_DEGREE
    graded: tuple[str, ...] = ("parameter", "constant")

    def violations(self, parsed: Parsed, vocabulary: Vocabulary) -> Iterator[ExpressionError]:
        for node in parsed.walk():
            role = vocabulary.roles.get(node.tree) if node.kind == "name" else None
            if role is not None and role not in self.roles:
                hint = f"only {' and '.join(role + 's' for role in self.roles)} stand here"
                yield ExpressionError(f"{node.tree!r} is {_article(role)}", node.span, hint)
        if self.what is not None:
            yield from self._not_polynomial(parsed, vocabulary)

    def _not_polynomial(self, parsed: Parsed, vocabulary: Vocabulary) -> Iterator[ExpressionError]:
        degrees: dict[int, int] = {}
        literal: dict[int, bool] = {}
        for node in reversed(list(parsed.walk())):
            below = all(literal[id(part)] for part in node.parts)
            literal[id(node)] = below and node.kind not in ("name", "call")
            degrees[id(node)] = degree = self._degree(node, degrees, vocabulary)
            offence = _offence(node, literal)
            if offence:
                at, what = offence
                hint = f"{self.what} is polynomial in {self._names}"
                yield ExpressionError(f"{what} in {self.what}", at.span, hint)
            elif degree > self.degree >= max((degrees[id(part)] for part in node.parts), default=0):
                message = f"{self.what} has degree at most {self.degree}, found {degree}"
                yield ExpressionError(message, node.span)

    @property
    def _names(self) -> str:
        return " and ".join(role + "s" for role in self.roles)

    def _degree(self, node: Parsed, degrees: Mapping[int, int], vocabulary: Vocabulary) -> int:
        below = [degrees[id(part)] for part in node.parts]
        if node.kind == "name":
            return int(vocabulary.roles.get(node.tree) in self.graded)
        if node.kind in ("*", "@", "/"):
            return sum(below)
        if node.kind == "**":
            return below[0] * max(0, int(node.tree[2]))
        return max(below, default=0)


def _offence(node: Parsed, literal: Mapping[int, bool]) -> tuple[Parsed, str] | None:
    """Where a node leaves the polynomials, and how."""
    if node.kind == "call":
        return node, f"the function {node.parts[0].tree}"
    if node.kind == "/" and not literal[id(node.parts[1])]:
        return node.parts[1], "a division by what is not a number"
    if node.kind == "**" and node.tree[2] < 0 and not literal[id(node.parts[0])]:
        return node, "a negative power"
    return None


def declaration(name: str, shape: Sequence[int]) -> str:
    """The declaration of an array as a spec has it: ``W[3,2]``."""
    return f"{name}[{','.join(map(str, shape))}]" if shape else name


def describe(shape: Shape) -> str:
    """A shape in words."""
    return f"an array of shape [{','.join(map(str, shape))}]" if shape else "a scalar"


def is_reference(parsed: Parsed) -> bool:
    """Whether a tree is an array or a part of one: ``W``, ``W[0]``, ``W[:,1]``, ``W.T[0]``."""
    while parsed.kind in ("index", "T"):
        parsed = parsed.parts[0]
    return parsed.kind == "name"
