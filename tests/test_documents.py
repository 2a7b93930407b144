"""The documents for heirs: what they refer to is there, and what refers to them finds it."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [*ROOT.glob("docs/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "proofs/README.md"]
)
NEW = ("theory.md", "glossary.md", "architecture.md", "CONTRIBUTING.md")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
CITED = re.compile(r"\bT([1-9][0-9]?)\b")
RANGE = re.compile(r"\bT(\d+)(?:–| to )T?(\d+)\b")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors(path: Path) -> set[str]:
    """The places of a document that a link can name: explicit ones, and its headings."""
    headings = re.findall(r"^#+ (.*)$", text(path), re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([\w-]+)">', text(path)))


def theorems() -> list[int]:
    """The numbers of the theorems that are stated, in the order of their headings."""
    return list(map(int, re.findall(r"^### T(\d+)\. ", text(ROOT / "docs/theory.md"), re.MULTILINE)))


def cited(source: str) -> set[int]:
    """The numbers of the theorems that a text mentions, the ends of ranges included."""
    ends = {int(end) for both in RANGE.findall(source) for end in both}
    return ends | set(map(int, CITED.findall(source)))


CITING = [*sorted((ROOT / "certsim").rglob("*.py")), *sorted((ROOT / "proofs").glob("*.py")), *DOCUMENTS]


@pytest.mark.parametrize("path", CITING, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_theorem_that_is_cited_is_stated(path: Path) -> None:
    assert cited(text(path)) <= set(theorems())


def test_theorems_are_numbered_in_order_and_each_has_its_anchor() -> None:
    numbers = theorems()
    assert numbers == list(range(1, len(numbers) + 1))
    lines = text(ROOT / "docs/theory.md").splitlines()
    headings = {after: before for before, after in pairwise(lines) if after.startswith("### T")}
    assert all(f'<a id="t{number}"></a>' in headings.values() for number in numbers)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in LINK.findall(text(path)):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        document = path.parent / name if name else path
        assert document.exists(), f"{path.name} links to {target}"
        assert not anchor or anchor in anchors(document), f"{path.name} links to {target}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_lines_wrap_at_110_characters(path: Path) -> None:
    """Tables and fenced examples do not wrap."""
    prose = re.sub(r"^```.*?^```$", "", text(path), flags=re.MULTILINE | re.DOTALL)
    long = [line for line in prose.splitlines() if len(line) > 110 and not line.startswith("|")]
    assert not long


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_a_document_names_are_there(path: Path) -> None:
    """Code font, with a slash and an ending: a path from the root of the repository, or from certsim/."""
    for name in re.findall(r"`([\w./-]+/[\w.-]+\.(?:py|md|toml|json))`", text(path)):
        assert any((folder / name).exists() for folder in (ROOT, ROOT / "certsim", path.parent)), name


def test_the_readme_names_the_documents() -> None:
    linked = {Path(target).name for target in LINK.findall(text(ROOT / "README.md"))}
    assert linked >= {*NEW, "rules.md"}


def test_commands_of_make_that_documents_name_are_there() -> None:
    targets = set(re.findall(r"^(\w+):", text(ROOT / "Makefile"), re.MULTILINE))
    named = {name for path in DOCUMENTS for name in re.findall(r"`make (\w+)`", text(path))}
    assert named
    assert named <= targets
