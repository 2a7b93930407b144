"""The program, and what it says of the certificates that are kept; without it these tests are skipped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from certsim.verified import HINT, Answer, find_program
from tests.kept import of_claims
from tests.verified.both import asked

ROOT = Path(__file__).parents[2]
PLACES = {
    "accept": "tests/corpus/accept",
    "proofs": "proofs/certificates",
    "reject": "tests/corpus/reject",
    "malformed": "tests/corpus/malformed",
    "verified": "tests/corpus/verified",
}
SECONDS = {"accept": 60.0, "proofs": 60.0}
"""What proves its claim may take some time; what does not is seldom worth waiting for."""


@pytest.fixture(scope="session")
def program() -> Path:
    found = find_program()
    if found is None:
        pytest.skip(f"the verified checker is not built: {HINT}")
    return found


def kept(name: str) -> dict[str, bytes]:
    """The certificates of a folder, by their paths in it."""
    folder = ROOT / PLACES[name]
    paths = of_claims() if name == "proofs" else sorted(folder.rglob("*.json"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@pytest.fixture(scope="session")
def said(program: Path) -> Mapping[str, Mapping[str, Answer]]:
    """What the program says of each certificate, by folder."""
    found = {}
    for name in PLACES:
        files = kept(name)
        answers = asked(program, list(files.values()), SECONDS.get(name, 2.0))
        found[name] = dict(zip(files, answers, strict=True))
    return found
