"""Reads declarations and expressions against the names that are known, and says all that is wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any, Final, TypeAlias

from certsim.kernel.errors import KernelError, LimitExceeded, MalformedCertificate
from certsim.kernel.meter import spend
from certsim.kernel.statement.model import MAX_SCALARS
from certsim.kernel.terms.arrays import MAX_DIMENSIONS, Array, scalar
from certsim.kernel.terms.definitions import RESERVED as CALLED
from certsim.kernel.terms.definitions import SIGNATURES
from certsim.kernel.terms.expression import IDENTIFIER, Scope, declare
from certsim.kernel.terms.functions import FunctionTable
from certsim.kernel.terms.graph import Graph
from certsim.model.calls import SYNONYMS, usage
from certsim.model.expression import Sizes, parse_expression, parse_integer
from certsim.model.faults import Faults, Key, did_you_mean
from certsim.model.mistakes import function_hint, name_hint
from certsim.model.parsed import ExpressionError, Parsed, Span, Statement

Shape: TypeAlias = tuple[int, ...]

MAX_DEGREE: Final = 1_000
RESERVED: Final = CALLED | SYNONYMS.keys() | {"T", "True", "False", "None"}

_MEANINGS: Final = {
    "T": "the transpose, as in W.T",
    "pi": "the number π",
    **dict.fromkeys(("True", "False", "None"), "the value of an option"),
}
_WORK_OF_A_NAME: Final = 2
"""What it costs to look at a name that may have been meant."""
_DECLARATION: Final = re.compile(r"([^\[\]]*?)(?:\[([^\[\]]*)\])?")
_SIZE: Final = re.compile(r"0*([0-9]{1,7})")
_PLAIN_NAME: Final = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)")


@dataclass
class Vocabulary:
    """The names of a model (and of one candidate), what each stands for, and their arrays.

    A shape is None where the declaration was faulty; `complete` is False where declarations were not even
    text: then unknown names are no news. `sizes` are the names that stand for integers, `later` are those of
    definitions that may not be read yet.
    """

    shapes: dict[str, Shape | None] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    functions: dict[str, list[str]] = field(default_factory=dict)
    complete: bool = True
    scalars: int = 0
    sizes: Sizes = ()
    later: Collection[str] = ()

    def add(self, name: str, role: str, shape: Shape | None) -> None:
        self.shapes[name], self.roles[name] = shape, role
        if shape is not None and role != "definition":
            self.scalars += math.prod(shape)

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
        for name, _ in statement.get("let", ()):
            vocabulary.add(name, "definition", None)
        return vocabulary

    @cached_property
    def graph(self) -> Graph:
        """The graph of the model's expressions; π is the leaf after parameters and inputs."""
        facts = {name: frozenset(facts) for name, facts in self.functions.items()}
        return Graph(FunctionTable(facts, self.size("parameter", "input")))

    @cached_property
    def model_arrays(self) -> dict[str, Array]:
        pi = scalar(self.graph.leaf(self.size("parameter", "input")))
        return self._declare(0, "parameter", "input") | {"pi": pi}

    @cached_property
    def names(self) -> dict[str, Array]:
        """What each name means; local definitions are added while they are read."""
        return self.model_arrays | self._declare(self.size("parameter", "input") + 1, "constant")

    @cached_property
    def scope(self) -> Scope:
        return Scope(self.graph, self.names)

    def define(self, name: str, array: Array | None) -> None:
        """Adds a local definition, or its name alone if its expression is faulty."""
        self.add(name, "definition", None if array is None else array.shape)
        if array is not None:
            self.names[name] = array

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
    if match and match[1] not in vocabulary.roles:
        vocabulary.add(match[1], role, None)


def _declaration(text: str, vocabulary: Vocabulary) -> tuple[str, Shape]:
    match = _DECLARATION.fullmatch(text.strip())
    if match is None:
        hint = "write 'c', 'b[3]' or 'W[3,2]'"
        raise ExpressionError(f"{text!r:.60} is no declaration", (0, len(text)), hint)
    offset = len(text) - len(text.lstrip())
    name = match[1].strip()
    check_name(name, (offset, offset + len(name)), vocabulary)
    place = offset + match.start(2)
    shape = () if match[2] is None else _shape(match[2], place, vocabulary.sizes)
    if math.prod(shape) + vocabulary.scalars > MAX_SCALARS:
        raise ExpressionError(f"more than {MAX_SCALARS} scalars are over the limit", (0, len(text)))
    return name, shape


def check_name(name: str, span: Span, vocabulary: Vocabulary, reserved: Collection[str] = RESERVED) -> None:
    """Raises `ExpressionError` unless the name is a free ASCII identifier."""
    if not IDENTIFIER.fullmatch(name):
        hint = "a name has ASCII letters, digits and '_', and begins with no digit"
        raise ExpressionError(f"{name!r:.60} is no name", span, hint)
    if name in reserved:
        what = _MEANINGS.get(name, f"the function {name}")
        raise ExpressionError(f"the name {name!r} is reserved", span, f"it means {what}; choose another")
    role = "function" if name in vocabulary.functions else vocabulary.roles.get(name)
    role = "size" if name in dict(vocabulary.sizes) else role
    if role is not None:
        raise ExpressionError(f"{name!r} is declared twice", span, f"it is {_article(role)} already")


def _shape(text: str, offset: int, sizes: Sizes) -> Shape:
    span = (offset, offset + len(text))
    entries = text.split(",")
    if len(entries) > MAX_DIMENSIONS:
        message = f"{len(entries)} dimensions; arrays have {MAX_DIMENSIONS} at most"
        raise ExpressionError(message, span)
    shape = tuple(_dimension(entry, sizes) for entry in entries)
    if not all(shape):
        hint = "sizes are positive integers, as in 'W[3,2]', or names from [sizes]"
        raise ExpressionError(f"{text!r:.60} is no shape", span, hint)
    return shape


def _dimension(text: str, sizes: Sizes) -> int:
    """The size that a text stands for; 0 if it is none."""
    if match := _SIZE.fullmatch(text.strip()):
        return int(match[1])
    try:
        return max(0, parse_integer(text, sizes))
    except ExpressionError:
        return 0


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
            parsed = parse_expression(text, self.vocabulary.sizes)
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
            span = parsed.at(getattr(error, "path", ())).span
            self._refuse(error, key, span, of_key=of_key)
            return None

    def sides(self, statement: Statement, key: Key, rule: Rule) -> tuple[Array, Array] | None:
        """The arrays of the two sides of an equation or condition, brought to one shape."""
        sides = [self.obeys(side, key, rule) for side in (statement.left, statement.right)]
        if not all(sides):
            return None
        try:
            return self.vocabulary.scope.pair(statement.left.tree, statement.right.tree)
        except KernelError as error:
            self._refuse(error, key, statement.at(getattr(error, "path", ())))
            return None

    def _refuse(self, error: KernelError, key: Key, span: Span, *, of_key: bool = False) -> None:
        """Adds what the kernel says; if there is too much to do, that ends the reading."""
        if isinstance(error, LimitExceeded):
            raise error
        self.faults.add(key, _message(error), None, span, of_key=of_key)

    def obeys(self, parsed: Parsed, key: Key, rule: Rule, *, of_key: bool = False) -> bool:
        """Whether names, functions and operations are allowed, and every shape is known."""
        obeyed = True
        for error in chain(self._unknown(parsed, rule), rule.violations(parsed, self.vocabulary)):
            self.faults.add_error(key, error, of_key=of_key)
            obeyed = False
        return obeyed and all(map(self._is_known, parsed.walk()))

    def _unknown(self, parsed: Parsed, rule: Rule) -> Iterator[ExpressionError]:
        for node in parsed.walk():
            if node.kind == "name" and node.tree not in self.vocabulary.roles:
                yield from self._unknown_name(node, rule)
            elif node.kind == "call" and node.parts[0].tree in self.vocabulary.functions:
                yield from _wrong_arguments(node)
            elif node.kind == "call" and not self._is_function(node.parts[0].tree):
                yield from self._unknown_function(node.parts[0])

    def _is_known(self, node: Parsed) -> bool:
        """Whether a name or function has a declaration without fault."""
        if node.kind == "name":
            return self.vocabulary.shapes.get(node.tree) is not None
        return node.kind != "function" or self._is_function(node.tree)

    def _is_function(self, name: str) -> bool:
        return name in SIGNATURES or name in self.vocabulary.functions

    def _unknown_name(self, node: Parsed, rule: Rule) -> Iterator[ExpressionError]:
        if node.tree in ("True", "False", "None"):
            yield ExpressionError(f"{node.tree} is no number", node.span, "it is the value of an option only")
        elif node.tree in RESERVED or node.tree in self.vocabulary.functions:
            written = usage(node.tree) if node.tree in SIGNATURES else f"{node.tree}(…)"
            yield ExpressionError(f"{node.tree!r} is a function", node.span, f"write {written}")
        elif self.vocabulary.complete:
            yield ExpressionError(f"unknown name {node.tree!r:.60}", node.span, self._hint(node.tree, rule))

    def _hint(self, name: str, rule: Rule) -> str | None:
        """What helps somebody who used an unknown name."""
        if name in self.vocabulary.later:
            return "a definition may use those before it, and neither itself nor a later one"
        spend(_WORK_OF_A_NAME * len(self.vocabulary.roles))
        known = self.vocabulary.of_role(*rule.roles)
        if "constant" in rule.roles:
            declared = f'arbitrary constants are declared: constants = ["{name:.40}"]'
            return did_you_mean(name, known) or declared
        return name_hint(name, known)

    def _unknown_function(self, node: Parsed) -> Iterator[ExpressionError]:
        role = self.vocabulary.roles.get(node.tree)
        if role and self.vocabulary.shapes[node.tree] is not None:
            message = f"{node.tree!r} is {_article(role)}, not a function"
            yield ExpressionError(message, node.span, "a product is written with '*'")
        elif not role and self.vocabulary.complete:
            hint = function_hint(node.tree, self.vocabulary.functions)
            yield ExpressionError(f"unknown function {node.tree!r:.60}", node.span, hint)


def _wrong_arguments(node: Parsed) -> Iterator[ExpressionError]:
    """What is wrong with the arguments of an unspecified function."""
    name, arguments = node.parts[0].tree, node.parts[1:]
    hint = f"{name}(z), entry by entry where z is an array"
    strange = [part for part in arguments if part.kind in ("keyword", "string", "tuple")]
    if len(arguments) != 1:
        yield ExpressionError(f"{name} takes 1 argument, found {len(arguments)}", node.span, hint)
    elif strange:
        yield ExpressionError(f"{name} takes one array", strange[0].span, hint)


def _message(error: KernelError) -> str:
    if isinstance(error, LimitExceeded):
        return f"this is too large: {error}"
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
                hint = f"only {self._names} stand here"
                hint += ": write out what it means" if role == "definition" else ""
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
        operation = node.parts[0].tree if node.kind == "call" else node.kind
        if operation == "name":
            return int(vocabulary.roles.get(node.tree) in self.graded)
        if operation in _PRODUCTS:
            return sum(below)
        if operation in _SQUARES:
            return 2 * max(below)
        if node.kind == "**":
            return below[0] * max(0, int(node.tree[2]))
        return max(below, default=0)


_PRODUCTS: Final = frozenset({"*", "@", "/", "einsum", "dot", "outer", "conv1d", "conv2d"})
_SQUARES: Final = frozenset({"var", "prod"})
_GATHERS: Final = frozenset({"concat", "diag", "repeat", "reshape", "stack", "transpose"})
_SUMS: Final = frozenset({"cumsum", "mean", "trace"})
_FILLED: Final = frozenset({"eye", "ones", "zeros"})
_POLYNOMIAL: Final = _PRODUCTS | _SQUARES | _GATHERS | _SUMS | _FILLED
"""The functions whose values are polynomials in the entries of their arguments."""


def _offence(node: Parsed, literal: Mapping[int, bool]) -> tuple[Parsed, str] | None:
    """Where a node leaves the polynomials, and how."""
    if node.kind == "call" and node.parts[0].tree not in _POLYNOMIAL:
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


def read_target(
    text: str, key: Key, rule: Rule, taken: set[int], reader: Reader, *, of_key: bool = True
) -> tuple[Parsed, Array] | None:
    """An array or a part of one, such as ``W[0]``; `taken` are the nodes that others name."""
    try:
        parsed = parse_expression(text, reader.vocabulary.sizes)
    except ExpressionError as error:
        reader.faults.add_error(key, error, of_key=of_key)
        return None
    if not _is_reference(parsed):
        hint = "name arrays or parts of them, such as 'W', 'W[0]' or 'W[0,1]'"
        what = " or ".join(rule.roles)
        reader.faults.add(key, f"{text!r:.60} is no {what}", hint, of_key=of_key)
        return None
    array = reader.check(parsed, key, rule, of_key=of_key)
    if array is None:
        return None
    if not taken.isdisjoint(array.nodes):
        other = "another key names the same" if of_key else "another entry names the same"
        reader.faults.add(key, f"{text!r:.60} is given twice", other, of_key=of_key)
    taken.update(array.nodes)
    return parsed, array


def _is_reference(parsed: Parsed) -> bool:
    """Whether a tree is an array or a part of one: ``W``, ``W[0]``, ``W[:,1]``, ``W.T[0]``."""
    while parsed.kind in ("index", "T"):
        parsed = parsed.parts[0]
    return parsed.kind == "name"
