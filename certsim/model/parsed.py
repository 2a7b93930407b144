"""Expression trees with the place in the text that every part of them came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from certsim.kernel.terms.functions import Expression

MAX_DEPTH: Final = 200

Path: TypeAlias = tuple[int | str, ...]
Span: TypeAlias = tuple[int, int]


class ExpressionError(Exception):
    """A text is no expression; `span` is where in the text."""

    def __init__(self, message: str, span: Span, hint: str | None = None) -> None:
        super().__init__(message)
        self.message: Final = message
        self.span: Final = span
        self.hint: Final = hint


@dataclass(slots=True)
class Parsed:
    """A node of an expression tree and where it stood in the text.

    `kind` is the operator of the tree, or else one of "number", "name", "pi", "function", "string",
    "integer", "slice", "ellipsis", "options", "option", "keyword" and "tuple". `parts[i]` is what
    `tree[i + 1]` was made from; of options, the value of each key. A number in brackets has the number as its
    part.
    """

    kind: str
    tree: Expression
    start: int
    end: int
    parts: Sequence[Parsed] = ()
    depth: int = 0

    def __post_init__(self) -> None:
        self.depth = 1 + max((part.depth for part in self.parts), default=0)
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"an expression nested more than {MAX_DEPTH} deep", (self.start, self.end))

    @property
    def span(self) -> Span:
        return self.start, self.end

    def at(self, path: Path) -> Parsed:
        """The node at a path of the tree, or the last one on the way that has a place in the text."""
        node = self
        for step in path:
            if node.kind == "options":
                return node.parts[list(node.tree).index(step)] if step in node.tree else node
            if not isinstance(step, int) or not 0 < step <= len(node.parts):
                break
            node = node.parts[step - 1]
        return node

    def walk(self) -> Iterator[Parsed]:
        """Every node, parents first; a loop, because trees may be deep."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.parts))


@dataclass(frozen=True)
class Statement:
    """`left relation right`, as in an equation or a condition."""

    left: Parsed
    relation: str
    right: Parsed
    relation_span: Span

    @property
    def span(self) -> Span:
        return self.left.start, self.right.end

    def at(self, path: Path) -> Span:
        """The span of a path that starts with the side, 0 or 1."""
        return (self.right if path[0] else self.left).at(path[1:]).span if path else self.span


def node(kind: str, parts: Sequence[Parsed], start: int | None = None, end: int | None = None) -> Parsed:
    """The node with these parts, which stands where they stand if no place is given."""
    start = parts[0].start if start is None else start
    end = parts[-1].end if end is None else end
    return Parsed(kind, [kind, *(part.tree for part in parts)], start, end, parts)
