"""Where the keys and values of a TOML text stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Final, TypeAlias

import tree_sitter_toml
from tree_sitter import Language, Node, Parser, Point

from certsim.model.faults import Key, Place
from certsim.model.parsed import Span

Step: TypeAlias = str | int


def locate(source: str, key: Key, span: Span | None, *, of_key: bool) -> Place:
    """The place of a value or key or of a part of it; that of its container if it has none."""
    document = _read(source)
    entry = document.root
    for step in key:
        if step not in entry.children:
            of_key, span = True, None
            break
        entry = entry.children[step]
    node = entry.key_node if of_key or entry.value_node is None else entry.value_node
    if node is None:
        return Place.in_text(source, 0, 1)
    return document.place(node, span)


@dataclass
class _Entry:
    """A key with its value, or an element of a list."""

    key_node: Node | None = None
    value_node: Node | None = None
    is_table_list: bool = False

    @cached_property
    def children(self) -> dict[Step, _Entry]:
        """What lists and inline tables hold, read from the value; tables are added to from outside."""
        children: dict[Step, _Entry] = {}
        node = self.value_node
        if node is not None and node.type == "array":
            values = (value for value in node.named_children if value.type != "comment")
            children.update((at, _Entry(value, value)) for at, value in enumerate(values))
        elif node is not None and node.type == "inline_table":
            inner = _Entry()
            inner.add_pairs(node)
            children.update(inner.children)
        return children

    def enter(self, key: Node) -> _Entry:
        """The entry that a key leads to, a dotted one through tables and the last of listed tables."""
        entry = self
        for node in _key_nodes(key):
            if entry.is_table_list:
                entry = entry.children[len(entry.children) - 1]
            entry = entry.children.setdefault(_key_name(node), _Entry())
            entry.key_node = entry.key_node or node
        return entry

    def add_pairs(self, table: Node) -> None:
        for node in table.named_children:
            if node.type == "pair":
                self.enter(node.named_children[0]).value_node = node.named_children[-1]

    def add_table(self, table: Node) -> None:
        entry = self.enter(table.named_children[0])
        if table.type == "table_array_element":
            entry.is_table_list = True
            entry.value_node = entry.value_node or table
            entry = entry.children.setdefault(len(entry.children), _Entry(entry.key_node))
        entry.value_node = table
        entry.add_pairs(table)


def _key_nodes(key: Node) -> Iterator[Node]:
    """The parts of a possibly dotted key, which the grammar nests to the left."""
    parts: list[Node] = []
    while key.type == "dotted_key":
        parts.append(key.named_children[-1])
        key = key.named_children[0]
    yield key
    yield from reversed(parts)


def _key_name(node: Node) -> str:
    text = (node.text or b"").decode()
    return str(tomllib.loads(f"key = {text}")["key"]) if node.type == "quoted_key" else text


@dataclass(frozen=True)
class _Document:
    """A parsed TOML text."""

    source: str
    root: _Entry

    @cached_property
    def _lines(self) -> list[str]:
        return self.source.split("\n")

    @cached_property
    def _line_starts(self) -> list[int]:
        return list(accumulate((len(line) + 1 for line in self._lines), initial=0))

    def place(self, node: Node, span: Span | None) -> Place:
        """The place of a node, or of what stands at a span of the text that it denotes."""
        start, end = self._offset(node.start_point), self._offset(node.end_point)
        if span is not None:
            origins = _origins(self.source[start:end])
            last = len(origins) - 1
            start, end = start + origins[min(span[0], last)], start + origins[min(span[1], last)]
        line = self.source.count("\n", 0, start)
        first = self._line_starts[line]
        length = max(1, min(end, first + len(self._lines[line])) - start)
        return Place(line + 1, start - first + 1, self._lines[line], length)

    def _offset(self, point: Point) -> int:
        """The offset in characters; the parser counts columns in bytes."""
        line = self._lines[point.row] if point.row < len(self._lines) else ""
        column = len(line.encode()[: point.column].decode("utf-8", "ignore"))
        return min(self._line_starts[point.row] + column, len(self.source))


@lru_cache(maxsize=1)
def _read(source: str) -> _Document:
    parser = Parser(Language(tree_sitter_toml.language()))
    root = _Entry()
    tree = parser.parse(source.encode())
    root.add_pairs(tree.root_node)
    for node in tree.root_node.named_children:
        if node.type in ("table", "table_array_element"):
            root.add_table(node)
    return _Document(source, root)


_ESCAPE: Final = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\n\s*|.)")


def _origins(raw: str) -> Sequence[int]:
    """Where each character of what a key or string denotes stands in it as written, and where it ends."""
    quote = next((quote for quote in ('"""', "'''", '"', "'") if raw.startswith(quote)), "")
    at, end = len(quote), len(raw) - len(quote)
    if len(quote) == 3 and raw.startswith("\n", at):
        at += 1
    if "\\" not in raw:
        return range(at, end + 1)
    origins = []
    while at < end:
        escape = _ESCAPE.match(raw, at) if quote.startswith('"') else None
        if escape is None or "\n" not in escape[0]:
            origins.append(at)
        at = escape.end() if escape else at + 1
    return [*origins, end]
