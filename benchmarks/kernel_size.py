"""How large the trusted kernel is, by room, and how much of it a `certified` or `refuted` verdict can touch.

*Lines* are all lines. *Code* leaves out imports, comments, docstrings and blank lines.

*Touched* is an upper bound, by a static call graph. Its nodes are the functions, methods, classes and
constants of the kernel; its root is `check.check`. A definition is touched if one that is touched mentions
its name; imports are resolved, also those of whole modules. A method is touched if its class is, and its name
occurs as an attribute somewhere in what is touched, or is special. Annotations of functions are no mention.
The rules in `OTHERS` are cut: only claims about cores, orbits, laws, reduced models and optimisers need them.
The records of their evidence and the readers of their claims are counted, because every certificate passes
through them. A test compares the bound with the functions that checks of the corpus enter.

Run it by itself: `python benchmarks/kernel_size.py`; of another version: `--kernel DIRECTORY`.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, TypeAlias

from rich.console import Console
from rich.table import Table

KERNEL: Final = Path(__file__).parents[1] / "certsim" / "kernel"
PACKAGE: Final = "certsim.kernel"
ROOT: Final = ("check", "check")
ROOMS: Final = ("terms", "statement", "values", "evidence", "rules")
REST: Final = "check, main, errors, meter"
OTHERS: Final = frozenset(
    {"core", "orbit", "orbits", "laws", "bracket_closure", "closure", "reduction", "optimisers", "missteps"}
)
"""Modules of rules, by the names of all versions, that verdicts on candidates do not need."""

# The rooms of files that stood in none, before there were rooms.
EARLIER: Final = {
    **dict.fromkeys(
        ("functions", "polynomial", "powers", "expression", "calculus", "forms", "restriction"), "terms"
    ),
    **dict.fromkeys(("reading", "claim", "smt"), "statement"),
    **dict.fromkeys(("algebraic", "arithmetic", "brackets", "exponential", "interval", "residues"), "values"),
    "evidence": "evidence",
    **dict.fromkeys(("place", "optimisers"), "rules"),
}

Key: TypeAlias = tuple[str, str]
"""A definition: its module below the kernel, and its name; a method is `Class.method`."""


@dataclass(frozen=True)
class Definition:
    """A function, a method, a class without its methods, or a constant: its lines, and what it mentions."""

    lines: frozenset[int]
    names: frozenset[str]
    attributes: frozenset[str]


@dataclass(frozen=True)
class Module:
    """A file of the kernel, as read."""

    room: str
    lines: int
    code: frozenset[int]
    definitions: Mapping[str, Definition]
    imported: Mapping[str, Key]


@dataclass(frozen=True)
class Row:
    """The size of a room."""

    room: str
    files: int
    lines: int
    code: int
    touched_lines: int
    touched_code: int


def read(directory: Path) -> dict[str, Module]:
    """The modules of a kernel, by their names below it."""
    found = {}
    for path in sorted(directory.rglob("*.py")):
        parts = path.relative_to(directory).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        room = parts[0] if parts[0] in ROOMS and len(parts) > 1 else EARLIER.get(parts[0], REST)
        found[name] = read_module(path.read_text(encoding="utf-8"), room)
    return found


def read_module(source: str, room: str) -> Module:
    """A file, by its source."""
    tree = ast.parse(source)
    code = code_lines(source, tree)
    definitions = dict(defined(tree))
    return Module(room, len(source.splitlines()), code, definitions, dict(imports(tree)))


def code_lines(source: str, tree: ast.Module) -> frozenset[int]:
    """The numbers of the lines that hold code."""
    layout = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    written = {
        line
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in layout
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) or is_text(node):
            written -= span(node)
    return frozenset(written & set(range(1, len(source.splitlines()) + 1)))


def is_text(node: ast.AST) -> bool:
    """Whether a statement is a docstring, or a string below a constant that says what it is."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def span(node: ast.stmt) -> set[int]:
    """The lines of a statement, with its decorators."""
    decorators = getattr(node, "decorator_list", ())
    first = min([node.lineno, *(one.lineno for one in decorators)])
    return set(range(first, (node.end_lineno or node.lineno) + 1))


def defined(tree: ast.Module) -> Iterator[tuple[str, Definition]]:
    """The definitions at the top of a module; of a class, the methods apart from the rest."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
            rest = [part for part in ast.iter_child_nodes(node) if part not in methods]
            yield node.name, definition(span(node) - set().union(*map(span, methods)), rest)
            for method in methods:
                yield f"{node.name}.{method.name}", definition(span(method), [method])
        elif isinstance(node, ast.FunctionDef):
            yield node.name, definition(span(node), [node])
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in (name for each in targets for name in ast.walk(each)):
                if isinstance(target, ast.Name):
                    yield target.id, definition(span(node), [node])


def definition(lines: set[int], nodes: Iterable[ast.AST]) -> Definition:
    """The definition with these lines and parts."""
    mentioned = [part for node in nodes for part in executed(node)]
    return Definition(
        frozenset(lines),
        frozenset(part.id for part in mentioned if isinstance(part, ast.Name)),
        frozenset(part.attr for part in mentioned if isinstance(part, ast.Attribute)),
    )


def executed(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, without the annotations of functions."""
    yield node
    if isinstance(node, ast.FunctionDef):
        below = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults), *node.body]
    else:
        below = list(ast.iter_child_nodes(node))
    for part in below:
        yield from executed(part)


def imports(tree: ast.Module) -> Iterator[tuple[str, Key]]:
    """What the names that a module imports from the kernel stand for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            module = str(node.module).removeprefix(PACKAGE).lstrip(".")
            yield from ((alias.asname or alias.name, (module, alias.name)) for alias in node.names)


def touched(modules: Mapping[str, Module]) -> frozenset[Key]:
    """All definitions that the root leads to."""
    found: set[Key] = set()
    waiting = {ROOT}
    while waiting:
        key = waiting.pop()
        found.add(key)
        module, name = key
        definition = modules[module].definitions[name]
        mentions = [resolved(modules, module, mention) for mention in definition.names]
        mentions += through_modules(modules, module, definition)
        waiting |= {other for other in mentions if other and not is_other(other[0])} - found
        if not waiting:
            waiting = set(methods(modules, found)) - found
    return frozenset(found)


def through_modules(
    modules: Mapping[str, Module], module: str, definition: Definition
) -> Iterator[Key | None]:
    """What a definition mentions as an attribute of a module that is imported as a whole."""
    for name in definition.names & modules[module].imported.keys():
        inner = ".".join(filter(None, modules[module].imported[name]))
        if inner in modules:
            of_it = definition.attributes & modules[inner].definitions.keys()
            yield from (resolved(modules, inner, attribute) for attribute in of_it)


def is_other(module: str) -> bool:
    """Whether a module holds rules that verdicts on candidates do not need."""
    return module.rpartition(".")[2] in OTHERS and module.partition(".")[0] not in ("values", "statement")


def methods(modules: Mapping[str, Module], found: Iterable[Key]) -> Iterator[Key]:
    """The methods of classes that are special, or that something found mentions."""
    mentioned = frozenset().union(*(modules[module].definitions[name].attributes for module, name in found))
    for module, name in found:
        for other in modules[module].definitions:
            owner, dot, method = other.partition(".")
            if dot and owner == name and (method in mentioned or method.startswith("__")):
                yield module, other


def resolved(modules: Mapping[str, Module], module: str, name: str) -> Key | None:
    """The definition that a name in a module stands for, through imports of imports."""
    while module in modules and name not in modules[module].definitions:
        if name not in modules[module].imported:
            return None
        module, name = modules[module].imported[name]
    return (module, name) if module in modules else None


def rows(directory: Path = KERNEL) -> list[Row]:
    """The size of each room, and of all."""
    modules = read(directory)
    reached: dict[str, set[int]] = defaultdict(set)
    for module, name in touched(modules):
        reached[module] |= modules[module].definitions[name].lines
    found = [
        row(room, {name: one for name, one in modules.items() if one.room == room}, reached)
        for room in (*ROOMS, REST)
    ]
    return [*found, row("all", modules, reached)]


def row(room: str, modules: Mapping[str, Module], reached: Mapping[str, set[int]]) -> Row:
    """The size of some modules together, and of what is touched in them."""
    return Row(
        room,
        len(modules),
        sum(one.lines for one in modules.values()),
        sum(len(one.code) for one in modules.values()),
        sum(len(reached.get(name, ())) for name in modules),
        sum(len(one.code & reached.get(name, set())) for name, one in modules.items()),
    )


def run(directory: Path = KERNEL) -> list[dict[str, object]]:
    """Prints the table, and returns its rows."""
    table = Table("room", "files", "lines", "code", "lines touched", "code touched", title="Kernel, by rooms")
    measured = [asdict(one) for one in rows(directory)]
    for one in measured:
        table.add_row(*(str(value) for value in one.values()))
    Console().print(table)
    return measured


def main() -> None:
    """Measures one kernel, and writes the rows as JSON where a file is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernel", type=Path, default=KERNEL, help="the folder of the kernel to measure")
    parser.add_argument("-o", type=Path, help="a file for the rows, as JSON")
    arguments = parser.parse_args()
    measured = run(arguments.kernel)
    if arguments.o:
        arguments.o.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
