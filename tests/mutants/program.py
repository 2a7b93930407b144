"""`python -m tests.mutants.program --seed S --count N --budget SECONDS --out FILE [TARGET ...]`.

The kernel's program is changed at random, and its tests should notice. A mutant has one operator, number,
comparison, exception or loop changed (by cosmic-ray), or leaves out one statement that only raises or calls.
A mutant survives if its tests pass. Exit status 1 if one does.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import difflib
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any, Final

import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator, operator_names
from cosmic_ray.testing import run_tests
from cosmic_ray.work_item import TestOutcome

ROOT: Final = Path(__file__).parents[2]
TARGETS: Final = ("rules", "values", "statement", "check.py")
REST: Final = "tests/kernel/rules tests/kernel/test_check.py tests/kernel/test_corpus.py"
PYTEST: Final = f"{sys.executable} -m pytest -x -q -p no:cacheprovider"
SECONDS: Final = 60
"""After so long a mutant is stopped. Without a change no test file of the kernel's takes a quarter of it."""


class LeaveOut(Operator):
    """A statement that only raises or calls is left out."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        kind = node.type == "simple_stmt" and node.children[0].type
        if kind == "raise_stmt" or (kind == "atom_expr" and node.children[0].children[-1].type == "trailer"):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, _: int) -> Any:
        instead = parso.parse("pass\n").children[0]
        instead.children[0].prefix = node.get_first_leaf().prefix
        return instead

    @classmethod
    def examples(cls) -> Sequence[Any]:
        return ()


OPERATORS: Final = {name: get_operator(name) for name in operator_names()} | {"leave-out": LeaveOut}


@dataclass(frozen=True)
class Mutant:
    """The change of a file that an operator makes where it can be applied for the nth time."""

    path: str
    line: int
    operator: str
    occurrence: int

    def code(self, original: str) -> str:
        return str(mutate_code(original, OPERATORS[self.operator](), self.occurrence))


def files(targets: Sequence[str]) -> list[str]:
    """The files that are changed: rooms of the kernel, or files of it."""
    parts = [ROOT / "certsim/kernel" / target for target in targets]
    found = [path for part in parts for path in (part, *part.rglob("*.py"))]
    return sorted(str(path.relative_to(ROOT)) for path in found if path.suffix == ".py")


def places(path: str) -> dict[tuple[int, int], list[Mutant]]:
    """All mutants of a file by the place of the change, but for places that do nothing if all is well."""
    source = (ROOT / path).read_text(encoding="utf-8")
    nodes, silent = list(ast_nodes(get_ast(source))), list(_silent(source))
    found: dict[tuple[int, int], list[Mutant]] = {}
    for name, operator in OPERATORS.items():
        if operator.arguments() or name.endswith("NoOp"):
            continue
        change = operator()
        spans = (span for node in nodes for span in change.mutation_positions(node))
        for occurrence, (start, _) in enumerate(spans):
            if not any(first <= start < last for first, last in silent):
                found.setdefault(start, []).append(Mutant(path, start[0], name, occurrence))
    return found


def _silent(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Annotations, and `strict` of a zip: what is zipped is of one length."""
    for node in ast.walk(ast.parse(source)):
        strict = node.value if isinstance(node, ast.keyword) and node.arg == "strict" else None
        for found in (strict, getattr(node, "annotation", None), getattr(node, "returns", None)):
            if found is not None:
                yield (found.lineno, found.col_offset), (found.end_lineno, found.end_col_offset)


def sample(targets: Sequence[str], seed: int, count: int, operator: str = "") -> list[Mutant]:
    """Places are drawn, and one mutant at each: operators with many variants do not outweigh the others.

    `operator` is a part of the names of those that are wanted.
    """
    draw = random.Random(seed)
    places_ = (mutants for path in files(targets) for mutants in places(path).values())
    wanted = ([mutant for mutant in mutants if operator in mutant.operator] for mutants in places_)
    found = [mutants for mutants in wanted if mutants]
    return [draw.choice(mutants) for mutants in draw.sample(found, min(count, len(found)))]


def twin(path: str) -> str:
    """The tests of a module: its twin, or those of its room if it has none."""
    module = Path("tests", *Path(path).parts[1:])
    own = module.with_name(f"test_{module.name}")
    return str(own if (ROOT / own).exists() else module.parent)


def outcome(mutant: Mutant) -> str:
    """What the tests say of a mutant, in a copy of the repository that is the working directory."""
    path = Path(mutant.path)
    original = path.read_text(encoding="utf-8")
    path.write_text(mutant.code(original), encoding="utf-8")
    try:
        for tests in (twin(mutant.path), REST):
            found, output = run_tests(f"{PYTEST} {tests}", SECONDS)
            if found != TestOutcome.SURVIVED:
                return "timed out" if output == "timeout" else "killed"
    finally:
        path.write_text(original, encoding="utf-8")
    return "survived"


def copy_to(folder: Path) -> None:
    """A copy to change. Its compiled files are valid by content, since changes within a second look alike."""
    for name in ("certsim", "tests", "examples"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    compileall.compile_dir(folder / "certsim", quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)


def difference(mutant: Mutant) -> list[str]:
    """The lines that a mutant changes."""
    original = (ROOT / mutant.path).read_text(encoding="utf-8")
    lines = difflib.unified_diff(original.splitlines(), mutant.code(original).splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.program")
    parser.add_argument("targets", nargs="*", default=TARGETS, help="rooms and files of the kernel")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--operator", default="", help="a part of the name of the operators, as leave-out")
    parser.add_argument("--budget", type=float, default=7200, help="seconds after which no mutant is begun")
    parser.add_argument("--out", type=Path, default=Path("mutants/program.json"))
    options = parser.parse_args()
    out = options.out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    end, counts, survivors = time.monotonic() + options.budget, Counter[str](), list[dict[str, Any]]()
    with tempfile.TemporaryDirectory() as folder:
        copy_to(Path(folder))
        with chdir(folder):
            if run_tests(f"{PYTEST} {REST}", SECONDS)[0] != TestOutcome.SURVIVED:
                sys.exit("the tests fail without a change")
            for mutant in sample(options.targets, options.seed, options.count, options.operator):
                if time.monotonic() > end:
                    break
                found = outcome(mutant)
                counts[found] += 1
                if found == "survived":
                    survivors.append({"at": f"{mutant.path}:{mutant.line}", "change": difference(mutant)})
                figures = {"seed": options.seed, "counts": counts, "survivors": survivors}
                out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
