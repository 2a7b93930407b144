"""The table of docs/trust.md: what the program says of each rule, and the theorems that it names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from certsim.verified import ACCEPTED, Answer
from tests.verified.both import why_only_the_kernel
from tests.verified.conftest import ROOT, kept

Json = Any

TRUST = (ROOT / "docs/trust.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
THEORY = ROOT / "verified/theory"
ROW = re.compile(
    r"^\| \[([^\]]+)\]\(rules\.md#([\w-]+)\) \| (?:`(\w+)` in `(\w+\.v)`)? ?"
    r"\| (?:`([^`]+)`|(compared)) \|$",
    re.MULTILINE,
)
NAMED = re.compile(r"`([A-Za-z]\w*_\w+)`")
LINE = re.compile(r"^\*In Coq:\* (.+?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    rule: str
    anchor: str
    theorem: str | None
    file: str | None
    answer: str

    @property
    def uncovered(self) -> str | None:
        """What the program says is not covered."""
        return self.answer.removeprefix("not covered: ") if self.answer.startswith("not covered: ") else None


ROWS = {
    match[1]: Row(match[1], match[2], match[3], match[4], match[5] or match[6])
    for match in ROW.finditer(TRUST)
}


CASES = set(re.findall(r"^\| `not covered: ([^`]+)` \|", TRUST, re.MULTILINE))
"""What the program says of cases of rules that it covers."""


def test_every_line_of_the_tables_is_read() -> None:
    tables = TRUST.partition('<a id="covered"></a>')[2]
    lines = [line for line in tables.splitlines() if line.startswith("|")]
    assert len(lines) - 4 == len(ROWS) + len(CASES)
    assert ROWS
    assert CASES


def test_the_tables_have_all_that_the_program_can_say() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "verified/ocaml").glob("*.ml"))
    said = set(re.findall(r'[Nn]ot_covered "([^"]+)"', sources))
    verdicts = {"core", "orbit", "laws", "reduced"}
    assert said | verdicts == CASES | {row.uncovered for row in ROWS.values() if row.uncovered}


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.rule)
def test_a_rule_has_a_theorem_or_is_not_covered(row: Row) -> None:
    assert (row.theorem is not None) == (row.answer == "valid")
    assert row.answer in ("valid", "compared") or row.uncovered


def stated(file: str) -> set[str]:
    """The theorems of a file of the theory."""
    text = (THEORY / file).read_text(encoding="utf-8")
    return set(re.findall(r"^(?:Theorem|Lemma|Corollary) (\w+)", text, re.MULTILINE))


def section(anchor: str) -> str:
    """What stands behind an anchor of docs/rules.md, up to the next heading."""
    behind = RULES.partition(f'<a id="{anchor}"></a>\n')[2]
    heading, _, rest = behind.partition("\n")
    assert heading.startswith("#"), anchor
    return re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.rule)
def test_the_theorem_is_stated_and_the_page_of_the_rules_names_it(row: Row) -> None:
    if row.anchor == "certificate":
        return  # the solver's word is no rule of its own
    (line,) = LINE.findall(section(row.anchor))
    if row.theorem is None or row.file is None:
        assert "not covered" in line
    else:
        assert row.theorem in stated(row.file)
        assert f"`{row.theorem}`" in line
        assert f"`verified/theory/{row.file}`" in line


def test_every_theorem_that_the_page_of_the_rules_names_is_in_the_table() -> None:
    lines = LINE.findall(RULES)
    assert {name for line in lines for name in NAMED.findall(line)} == {
        row.theorem for row in ROWS.values() if row.theorem
    }


# What a certificate rests on.

_VERDICTS = {"core": "core", "reduced": "reduced model", "orbit": "orbits", "laws": "laws"}
_CONDITIONS = {
    "cofactors": "a condition by cofactors",
    "no zero": "a condition without a zero",
    "boundary": "a condition by its boundary",
    "conserved": "conserved by structure",
}


def rules_of(document: Json) -> set[str]:
    """The lines of the table that a certificate rests on."""
    claim, evidence = document["claim"], document["evidence"]
    found = {_VERDICTS[claim["verdict"]]} if claim["verdict"] in _VERDICTS else set(_proofs(document))
    if evidence["manifold"] is not None:
        found.add("manifolds")
    if "z3" in _values(evidence, "by"):
        found.add("the solver's word")
    return (
        found
        | ({"secants"} if "secant" in evidence else set())
        | ({"missteps"} if "missteps" in evidence else set())
        | ({"parts of a set"} if "union" in evidence else set())
        | ({"points that stand still"} if "still" in evidence else set())
    )


def _proofs(document: Json) -> Iterator[str]:
    proof = document["evidence"]["proof"]
    if proof["shows"] in ("leaving", "crossing"):
        yield proof["shows"]
    if not proof.keys().isdisjoint({"component", "touched"}):
        yield "crossing in a part of the set"
    yield from _nodes(proof, document)


def _nodes(node: Json, document: Json) -> Iterator[str]:
    if isinstance(node, dict):
        yield from _named(node, document)
        for value in node.values():
            yield from _nodes(value, document)
    elif isinstance(node, list):
        for value in node:
            yield from _nodes(value, document)


def _named(node: Mapping[str, Json], document: Json) -> Iterator[str]:
    if node.get("description"):
        yield "description"
    if "domain" in node:
        yield "conditions of the domain"
    match node.get("rule"):
        case "tangency":
            yield from _tangency(node)
        case "symmetry" if "fields" in node:
            yield "infinitesimal symmetry"
        case "structure" | "symmetry" as name:
            yield name
        case "empty":
            yield _empty(node["proof"], document)
        case "composition":
            yield _composition(node, document)
        case "cases":
            yield "cases"


def _tangency(node: Mapping[str, Json]) -> Iterator[str]:
    yield "tangency"
    yield from (_CONDITIONS[one["by"]] for one in node["conditions"])
    if "order" in node or any(map(_uses_others, node["conditions"])) or _is_open(node):
        yield "one condition after the other"
    if "conserved" in node:
        yield "conserved by structure"
    if "settled" in node:
        yield "settled steps"
    if any({"multiplier", "ratio", "opposite"} & one.keys() for one in node["congruences"]):
        yield "steps tied at a ratio"
    if "kinks" in node:
        yield "kinks by convention" if node["kinks"] == "convention" else "bounded cofactors"


def _uses_others(condition: Mapping[str, Json]) -> bool:
    """Whether a condition is shown where others are in force."""
    proof = condition.get("proof", {})
    weighed = any(weight for _, weight, _ in proof.get("squares", ()))
    return not condition.keys().isdisjoint({"power", "conditions"}) or bool(proof.get("power") or weighed)


def _is_open(node: Mapping[str, Json]) -> bool:
    """Whether V itself need not be invariant, and a condition is not shown by cofactors."""
    kinds = {one["by"] for one in node["conditions"]}
    return any(one["power"] for one in node["lie"]) and kinds != {"cofactors"}


def _empty(proof: Json, document: Json) -> str:
    if proof is None:
        return "empty by elimination"
    if proof["by"] != "domain":
        return "empty by an identity"
    regions = "relu" in document["assumptions"]
    return "empty outside all regions" if regions else "empty outside the domain"


def _composition(node: Mapping[str, Json], document: Json) -> str:
    if node["images"] is not None:
        return "image"
    if "difference" in document["claim"]["candidate"]:
        return "difference"
    equations = [equation for part in node["parts"] for equation in part["candidate"]["equations"]]
    return "intersection" if equations == document["claim"]["candidate"]["equations"] else "union"


def _values(node: Json, key: str) -> set[str]:
    """All that stands under a key."""
    if isinstance(node, dict):
        own = {node[key]} if isinstance(node.get(key), str) else set()
        return own.union(*(_values(value, key) for value in node.values()))
    return set().union(*(_values(value, key) for value in node)) if isinstance(node, list) else set()


PROVED = [(folder, name, data) for folder in ("accept", "proofs") for name, data in kept(folder).items()]


def test_every_line_of_the_table_has_a_certificate() -> None:
    assert set().union(*(rules_of(json.loads(data)) for *_, data in PROVED)) == set(ROWS)


@pytest.mark.parametrize(("folder", "name", "data"), PROVED, ids=[f"{f}-{n}" for f, n, _ in PROVED])
def test_the_program_says_what_the_table_says(
    said: Mapping[str, Mapping[str, Answer]], folder: str, name: str, data: bytes
) -> None:
    answer = said[folder][name]
    uncovered = {ROWS[rule].uncovered for rule in rules_of(json.loads(data))} - {None}
    if uncovered:
        assert (answer.status, answer.message in uncovered) == ("not covered", True), str(answer)
    elif answer.status == "not covered":
        assert answer.message in CASES
    elif answer.status not in ACCEPTED:
        assert why_only_the_kernel(data, answer) is not None, str(answer)
