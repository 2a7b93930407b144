"""What the package exports and carries."""

from __future__ import annotations

import json
import re
import tomllib
from importlib import resources
from pathlib import Path

import jsonschema_rs
import pytest

import certsim
from certsim import Manifold, Result, Verdict, Witness

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", certsim.__all__)
def test_every_exported_name_is_there(name: str) -> None:
    assert getattr(certsim, name) is not None


def test_enumerate_is_there_and_is_not_imported_with_a_star() -> None:
    assert "enumerate" in dir(certsim)
    assert "enumerate" not in certsim.__all__
    names: dict[str, object] = {}
    exec("from certsim import *", names)
    assert "enumerate" not in names


def test_the_former_name_of_enumerate_warns_and_does_as_before() -> None:
    model = certsim.Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
    with pytest.warns(DeprecationWarning, match=r"certsim\.enumerate"):
        found = certsim.enumerate_sims(model, classes=True, sample=0)
    assert found == certsim.enumerate(model, classes=True, sample=0)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        certsim.nothing  # noqa: B018


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_is_no_truth_value(verdict: Verdict) -> None:
    with pytest.raises(TypeError, match="compare it"):
        bool(verdict)


def test_a_result_is_no_truth_value() -> None:
    with pytest.raises(TypeError, match=r"result\.verdict is"):
        bool(Result("a", Verdict.CERTIFIED))


WITNESS = Witness({"a": "1"}, "equation", "a = 0", [{"output": 0, "input": {"x": "1"}}], "2")


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (Result("a", Verdict.UNKNOWN, reason="timeout"), "<Result: unknown (timeout)>"),
        (
            Result("a", Verdict.CERTIFIED, manifold=Manifold("embedded", 6, 3, trivial=False)),
            "<Result: certified, embedded, dimension 6 of 9, codimension 3>",
        ),
        (
            Result("a", Verdict.CERTIFIED, manifold=Manifold("empty"), assumptions=("z3: no",)),
            "<Result: certified, empty, assuming z3: no>",
        ),
        (
            Result("a", Verdict.REFUTED, witness=WITNESS),
            "<Result: refuted, the flow leaves the equation a = 0>",
        ),
    ],
)
def test_a_result_says_on_one_line_what_matters(result: Result, text: str) -> None:
    assert repr(result) == text


def test_what_a_notebook_shows_is_escaped() -> None:
    result = Result("<script>", Verdict.CERTIFIED, assumptions=("z3: a_1 < 2 & more",))
    assert "<script>" not in result._repr_html_()
    assert r"a\_1 $<$ 2 \& more" in result._repr_latex_()


@pytest.mark.parametrize("name", ["spec", "certificate", "result"])
def test_the_schemas_are_schemas(name: str) -> None:
    room = "certsim.model" if name == "spec" else "certsim.report"
    schema = json.loads(resources.files(room).joinpath(f"{name}.schema.json").read_text(encoding="utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.Draft202012Validator(schema)


def test_doctor_knows_every_dependency() -> None:
    from certsim.report.doctor import parts

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = {requirement.split(">=")[0] for requirement in project["dependencies"]}
    assert required == {part.name for part in parts() if part.required} - {"Python"}


def test_the_citation_is_of_this_version_and_goes_with_the_sources() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    assert "cff-version: 1.2.0" in citation
    assert f"version: {certsim.__version__}" in citation
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "/CITATION.cff" in project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]


def test_the_citation_in_the_guide_names_this_version_and_the_digest_that_is_printed() -> None:
    guide = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    ((version, first, last),) = re.findall(r"\(certsim ([\d.]+), [^)]*claim (\w+)…(\w+),", guide)
    (digest,) = re.findall(r"^([0-9a-f]{64})$", guide, re.MULTILINE)
    assert version == certsim.__version__
    assert digest.startswith(first)
    assert digest.endswith(last)
