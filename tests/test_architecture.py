"""docs/architecture.md is true: its rooms are those of the house, and its way of a candidate is walked."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "certsim"
DOCUMENT = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def chapter(name: str) -> str:
    """The chapter with an anchor."""
    return DOCUMENT.split(f'<a id="{name}"></a>')[1].split('<a id="')[0]


STEPS = re.findall(r"^\d+\. `([\w.]+)`", chapter("way"), re.MULTILINE)


def code_of(name: str) -> CodeType:
    """The code of the function, or of the method of a class, with this dotted name."""
    parts = name.split(".")
    files = [ROOT.joinpath(*parts[:length]).with_suffix(".py") for length in range(1, len(parts))]
    length = 1 + next(at for at, file in enumerate(files) if file.exists())
    owner: object = import_module(".".join(parts[:length]))
    for part in parts[length:]:
        owner = getattr(owner, part)
    return getattr(owner, "__func__", owner).__code__


def entered(way: Callable[[], object]) -> list[CodeType]:
    """The code of every function of Python that is entered on the way, in order."""
    found: list[CodeType] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            found.append(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        way()
    finally:
        sys.setprofile(before)
    return found


def way_of_the_first_candidate() -> list[str]:
    from certsim.judge import Options
    from certsim.model.spec import read_spec
    from certsim.pipeline import decide
    from certsim.report.text import result_lines

    spec = read_spec(ROOT / "examples/two_layer_tanh.toml")
    result = decide(spec.model, spec.candidates[0], Options())
    return list(result_lines(result, lambda line, _: line))


@pytest.mark.parametrize("name", dict.fromkeys(STEPS))
def test_the_functions_of_the_way_are_there(name: str) -> None:
    assert name.endswith(code_of(name).co_qualname)


def test_the_way_of_one_candidate_is_walked_in_the_order_that_the_document_gives() -> None:
    assert len(STEPS) > 20
    remaining = iter(entered(way_of_the_first_candidate))
    for number, name in enumerate(STEPS, 1):
        code = code_of(name)
        assert any(found is code for found in remaining), f"step {number}, {name}, is not entered here"


def test_an_order_that_is_not_that_of_the_way_would_be_noticed() -> None:
    found = entered(way_of_the_first_candidate)
    check, decide = map(code_of, ("certsim.kernel.check.check", "certsim.pipeline.decide"))
    assert found.count(check) == 1, "the rules are run once, from the bytes"
    assert found.index(decide) < found.index(check)


def test_the_document_describes_every_room() -> None:
    folders = {str(path.parent.relative_to(PACKAGE)) + "/" for path in PACKAGE.rglob("*/__init__.py")}
    modules = {path.name for path in PACKAGE.glob("*.py")} - {"__init__.py", "__main__.py"}
    described = set(re.findall(r"`([\w/]+(?:/|\.py))`", chapter("rooms")))
    assert folders | modules <= described


def test_the_rooms_that_it_describes_are_there() -> None:
    for room in re.findall(r"`([\w/]+(?:/|\.py))`", chapter("rooms")):
        assert any((folder / room).exists() for folder in (PACKAGE, ROOT)), room
