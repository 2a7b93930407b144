"""`benchmarks/kernel_size.py` counts all that a verdict on a candidate can touch."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType, ModuleType

import pytest

from certsim.kernel.check import check
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.statement.strict_json import load

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "corpus"


@pytest.fixture(scope="module")
def size() -> ModuleType:
    spec = importlib.util.spec_from_file_location("kernel_size", ROOT / "benchmarks" / "kernel_size.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["kernel_size"] = module
    spec.loader.exec_module(module)
    return module


def entered(run: Callable[[], object], directory: Path) -> set[tuple[Path, int]]:
    """The functions of a folder that are entered: their files, and the lines at which they begin."""
    found = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            found.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(before)
    return {(Path(name), line) for name, line in found if Path(name).is_relative_to(directory)}


def candidates() -> list[bytes]:
    """The certificates of the corpus that claim something of a candidate, good ones and bad ones."""
    data = [path.read_bytes() for folder in ("accept", "reject") for path in (CORPUS / folder).glob("*.json")]
    return [one for one in data if load(one)["claim"]["verdict"] in ("certified", "refuted")]


def check_all() -> None:
    for data in candidates():
        try:
            check(data)
        except InvalidCertificate:
            continue


def file_of(kernel: Path, module: str) -> Path:
    """The file of a module, or of a package."""
    path = kernel.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def test_what_checks_of_candidates_enter_is_counted(size: ModuleType) -> None:
    modules = size.read(size.KERNEL)
    counted = {
        (file_of(size.KERNEL, module), line)
        for module, name in size.touched(modules)
        for line in modules[module].definitions[name].lines
    }
    found = entered(check_all, size.KERNEL)
    assert len(found) > 400
    assert not {(path, line) for path, line in found - counted if path.stem not in size.OTHERS}


def test_less_is_touched_than_there_is(size: ModuleType) -> None:
    *rooms, everything = size.rows()
    assert sum(room.lines for room in rooms) == everything.lines
    assert sum(room.touched_code for room in rooms) == everything.touched_code
    assert all(room.touched_lines <= room.lines and room.touched_code <= room.code for room in rooms)
    assert 0 < everything.touched_code < everything.code


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import os\n\n# a remark\nx = 1\n", {4}),
        ('"""What it is."""\ny = """two\nlines"""\n"""What y is."""\n', {2, 3}),
        ("def f():\n    '''Says.'''\n    return (\n        1\n    )\n", {1, 3, 4, 5}),
        ("from os import (\n    path,\n)\nz = 2  # two\n", {4}),
    ],
)
def test_code_is_what_is_left_without_imports_remarks_and_docstrings(
    size: ModuleType, source: str, lines: set[int]
) -> None:
    assert size.read_module(source, "terms").code == lines
