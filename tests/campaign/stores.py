"""What the tests of campaigns share: a family of specs, and looks into stores."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from certsim.campaign.archive import INDEX, Archive, differences

FAMILY = """
format = 1
[sizes]
m = [2, 3]
[model]
name = "tanh"
parameters = ["w[m]", "a[m]"]
inputs = ["x"]
outputs = "a @ tanh(w*x)"
[[candidates]]
name = "merged"
equations = ["w[0] = w[1]", "a[0] = a[1]"]
[[candidates]]
name = "half merged"
equations = ["a[0] = a[1]"]
expect = "refuted"
[[candidates]]
name = "dead"
equations = ["w[0] = 0", "a[0] = 0"]
"""
TASKS = 6
# The search for this ends with its time.
HARD = """
format = 1
[model]
parameters = ["W[12,12]", "V[12,12]"]
inputs = ["x[12]"]
outputs = "V @ tanh(W @ tanh(V @ tanh(W @ x)))"
[[candidates]]
name = "a determined sum"
equations = ["sum(W**2)**2 - sum(V**2)**2 + sum(W @ V) = 1"]
where = ["sum(W) > sum(V)"]
"""


def write(folder: Path, text: str = FAMILY, name: str = "tanh.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def computations(directory: Path) -> list[int]:
    """How often each answer in a store was computed."""
    with sqlite3.connect(directory / INDEX) as connection:
        rows = connection.execute("SELECT computations FROM results").fetchall()
    connection.close()
    return [count for (count,) in rows]


def assert_equal_stores(first: Path, second: Path) -> None:
    with Archive(first, create=False) as one, Archive(second, create=False) as other:
        assert not list(differences(one, other))
        assert list(one.keys())


def certificates(directory: Path) -> list[Path]:
    return sorted(path for path in (directory / "certificates").rglob("*") if path.is_file())
