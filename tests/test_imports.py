"""The rooms of the house: who may import whom, and what starting up may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "certsim"

FLOORS = (
    ("kernel",),
    ("errors", "verdict"),
    ("algebra",),
    ("model",),
    ("search",),
    ("judge",),
    ("rows",),
    ("result", "workers", "store", "strategies", "verified"),
    ("witness",),
    ("pipeline",),
    ("composition",),
    ("orbits",),
    ("reduction",),
    ("symmetry",),
    ("recovery",),
    ("report",),
    ("export",),
    ("torch",),
    ("campaign",),
    ("page",),
    ("console",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
# The floors of the houses inside the house, in the same way.
INNER = {
    "kernel": ("errors", "meter", "terms", "statement", "values", "evidence", "rules", "check", "__main__"),
    "campaign": ("archive", "task", "record", "answers", "status", "worker", "cluster", "run"),
    "orbits": ("modular", "bounds", "laws", "reach"),
    "symmetry": ("signed", "group", "continuous", "lattice", "sims"),
    "torch": ("errors", "checker", "capture", "search", "condensation", "report", "bridge"),
}
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(PACKAGE.rglob("*.py"))
# Modules that exist for an optional package, and are themselves loaded only when they are asked for.
FOR = {
    "strategies.py": ("hypothesis",),
    "formula.py": ("latex2mathml",),
    "render.py": ("jinja2",),
    "curves.py": ("scipy", "numpy"),
    "pictures.py": ("matplotlib",),
    "portrait.py": ("contourpy", "matplotlib", "numpy"),
    "picture.py": ("matplotlib", "numpy"),
}
ROOM_FOR = {"orbits": ("numpy",), "symmetry": ("numpy",), "torch": ("numpy", "torch")}
LAZY = (
    "distributed",
    "sympy",
    "z3",
    "numpy",
    "rich",
    "hypothesis",
    "scipy",
    "matplotlib",
    "contourpy",
    "torch",
    "safetensors",
    "jinja2",
    "latex2mathml",
)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """The modules that a file imports, and whether that happens when the file itself is imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    outermost = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in outermost) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module
            yield node.module, id(node) in outermost
            if node.module == "certsim":
                yield from ((f"certsim.{alias.name}", id(node) in outermost) for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_upward_only(path: Path) -> None:
    if path.name == "__init__.py" and path.parent == PACKAGE:
        return
    own = FLOOR[room_of(path)]
    for module, _ in imports(path):
        parts = module.split(".")
        if parts[0] == "certsim" and len(parts) > 1 and parts[1] in FLOOR:
            same_room = parts[1] == room_of(path)
            assert same_room or FLOOR[parts[1]] < own, f"{path.name} imports {module}"


@pytest.mark.parametrize("house", INNER)
def test_imports_run_upward_inside_a_house_too(house: str) -> None:
    floors = INNER[house]
    for path in sorted((PACKAGE / house).rglob("*.py")):
        own = path.relative_to(PACKAGE / house).with_suffix("").parts[0]
        if own == "__init__":
            continue
        for module, _ in imports(path):
            parts = module.split(".")
            if parts[:2] == ["certsim", house] and len(parts) > 2:
                assert floors.index(parts[2]) <= floors.index(own), f"{path} imports {module}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "kernel").rglob("*.py")), ids=lambda path: path.name)
def test_the_kernel_imports_the_standard_library_and_itself(path: Path) -> None:
    for module, _ in imports(path):
        assert module.startswith("certsim.kernel") or module.split(".")[0] in sys.stdlib_module_names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_packages_are_imported_where_they_are_used(path: Path) -> None:
    for module, outermost in imports(path):
        package = module.split(".")[0]
        at_home = (*FOR.get(path.name, ()), *ROOM_FOR.get(room_of(path), ()))
        heavy = package in LAZY and package not in at_home
        assert not (outermost and heavy), f"{path.name} imports {module} at once"


def modules_after(*arguments: str) -> set[str]:
    command = [sys.executable, *arguments]
    listed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return set(listed.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import certsim", ("certsim.model", "click", "flint", "lark", "dataclasses", *LAZY)),
        ("import certsim.kernel.check", ("click", "flint", "lark", *LAZY)),
        ("import certsim.cli", ("flint", "lark", "jsonschema_rs", *LAZY)),
        ("import certsim.search", LAZY),
        ("from certsim.cli import run; run(['--help'])", ("flint", "lark", *LAZY)),
        ("from certsim import Candidate, Model, Result; repr(Model.parse('a', parameters=['a']))", LAZY),
    ],
)
def test_starting_up_loads_no_more_than_it_needs(statement: str, absent: tuple[str, ...]) -> None:
    loaded = modules_after("-c", f"{statement}; import sys; print(*sys.modules)")
    assert not loaded & set(absent)


def test_the_kernel_runs_on_a_bare_python() -> None:
    """`-S` leaves out site-packages; `-I` the environment."""
    program = f"import sys; sys.path.append({str(ROOT)!r}); import certsim.kernel.check; print(*sys.modules)"
    loaded = modules_after("-I", "-S", "-c", program)
    foreign = {name.split(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    assert foreign <= {"certsim", "__main__"}
