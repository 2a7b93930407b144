"""The pictures of the gallery: the scripts draw what is committed, and the gallery shows each of them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.conftest import environment

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
SCRIPTS = sorted(PICTURES.glob("*.py"))
LONG = {"strata"}
"""These take more than a few seconds."""
MAX_SIZE = 150_000


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def structure(svg: str) -> tuple[Counter[str], list[str]]:
    """How many elements of each kind there are that draw something, and all words in their order."""
    elements = list(ET.fromstring(svg).iter())
    names = Counter(element.tag.rpartition("}")[2] for element in elements)
    drawn = Counter({name: names[name] for name in ("path", "use", "rect", "text")})
    words = ["".join(each.itertext()).strip() for each in elements if each.tag.endswith("}text")]
    return drawn, words


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(script, id=script.stem, marks=[pytest.mark.campaign] if script.stem in LONG else [])
        for script in SCRIPTS
    ],
)
def test_a_script_draws_the_picture_that_is_committed(script: Path, tmp_path: Path) -> None:
    """The same marks and words; numbers may differ in their last digits, and are finite."""
    pytest.importorskip("matplotlib")
    pytest.importorskip("scipy")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert not done.stderr
    (drawn,) = tmp_path.iterdir()
    assert drawn.name == f"{script.stem}.svg"
    assert structure(text(drawn)) == structure(text(PICTURES / drawn.name))
    assert not re.search(r"\b(nan|inf)\b", text(drawn))


def test_each_script_has_a_picture_and_each_picture_a_script() -> None:
    assert SCRIPTS
    assert [script.stem for script in SCRIPTS] == sorted(picture.stem for picture in PICTURES.glob("*.svg"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_picture_is_light_has_a_ground_of_its_own_and_is_shown_with_words(script: Path) -> None:
    picture = script.with_suffix(".svg")
    svg = text(picture)
    assert len(svg.encode()) <= MAX_SIZE
    assert re.search(r"fill(?:: |=\")(?:white|#ffffff)", svg)
    gallery = text(ROOT / "docs" / "gallery.md")
    (words,) = re.findall(rf"!\[([^\]]+)\]\(pictures/{picture.name}\)", gallery)
    assert len(words.split()) > 5
    assert f"`docs/pictures/{script.name}`" in gallery


@pytest.mark.parametrize("document", ["README.md", "docs/gallery.md"])
def test_pictures_that_a_document_shows_are_there(document: str) -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text(ROOT / document))
    assert shown
    assert all(((ROOT / document).parent / name).exists() for name in shown)
