"""A program that stands in for the verified checker: it says what it is told to, by a candidate's name."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

_PROGRAM = """\
import json, sys
answers, found = json.loads({answers!r}), []
for path in sys.argv[1:]:
    try:
        name = json.load(open(path, "rb"))["about"]["candidate"]
        said = answers.get(name, "valid")
    except ValueError:
        said = "malformed: not JSON"
    found.append(said.split(":")[0])
    print(f"{{path}}: {{said}}", flush=True)
"""
_ENDING = """\
status = {"malformed": 2, "invalid": 1, "not covered": 3}
sys.exit(next((status[word] for word in status if word in found), 0))
"""


def write_fake(folder: Path, answers: Mapping[str, str] | None = None, ending: str = _ENDING) -> Path:
    """Writes the program into a folder; what is not said of a candidate is that it is valid."""
    return write_program(folder, _PROGRAM.format(answers=json.dumps(dict(answers or {}))) + ending)


def write_program(folder: Path, source: str) -> Path:
    """Writes a program in Python that can be run by its name."""
    path = folder / "certsim-verified"
    path.write_text(f"#!{sys.executable}\n{source}", encoding="utf-8")
    path.chmod(0o755)
    return path
