"""The notebook runs from the start without an error, and prints what is kept in it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import environment

TOUR = Path(__file__).parents[1] / "examples" / "tour.ipynb"
NEEDED = ("nbclient", "ipykernel")
MAX_SIZE = 60_000
MACHINE = re.compile(r"/(?:home|root|tmp|Users|usr)/|[A-Z]:\\\\")


def code_cells(notebook: Path) -> list[dict[str, Any]]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def shown(cell: dict[str, Any]) -> Iterator[str]:
    """What a cell prints, and the plain text of what it returns."""
    for output in cell["outputs"]:
        yield "".join(output.get("text", [])) + "".join(output.get("data", {}).get("text/plain", []))


def test_every_cell_prints_what_is_kept(tmp_path: Path) -> None:
    if absent := [name for name in NEEDED if find_spec(name) is None]:
        pytest.skip(f"the notebook is run with {' and '.join(absent)}, which is not installed")
    fresh = tmp_path / "tour.ipynb"
    own = {name: str(tmp_path) for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.notebook", str(TOUR), str(fresh)],
        cwd=tmp_path,
        env=environment(**own),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [list(shown(cell)) for cell in code_cells(fresh)] == [
        list(shown(cell)) for cell in code_cells(TOUR)
    ]


def test_outputs_are_kept_and_say_nothing_of_a_machine() -> None:
    cells = code_cells(TOUR)
    assert 8 <= len(cells) <= 14
    assert all(cell["outputs"] for cell in cells)
    assert not any(output["output_type"] == "error" for cell in cells for output in cell["outputs"])
    text = TOUR.read_text(encoding="utf-8")
    assert len(text.encode()) <= MAX_SIZE
    assert not MACHINE.search(text)
