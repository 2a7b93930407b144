"""Reports: what the kernel has accepted, and no more; whole, escaped, and on their own."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from certsim import CertsimError, Model, Report, certify, verified
from certsim.campaign import Campaign
from certsim.cli import run
from certsim.judge import Options
from certsim.kernel.check import check
from certsim.kernel.errors import visible
from certsim.page import report as report_module
from certsim.page.entry import entries_of
from certsim.page.examined import Examined, examine
from certsim.page.formula import mathml
from certsim.page.hierarchy import listed_sims, picture
from certsim.page.question import Question
from certsim.pipeline import Check
from certsim.verified import VARIABLE
from tests.fake_verified import write_fake
from tests.page.parsed import Page
from tests.page.samples import DIAGONAL, HARM, NONE, answers, certificate, forged, write_all

ROOT = Path(__file__).parents[2]
RELU = Model.parse("a @ relu(w*x)", parameters=["w[2]", "a[2]"], inputs=["x"])
TIED = ["w[0] = w[1]", "a[0] = a[1]"]
FAMILY = """
format = 1
[sizes]
m = [2, 3]
[model]
name = "family"
parameters = ["W[m,1]", "a[m]"]
inputs = ["x[1]"]
outputs = "a @ tanh(W @ x)"
[[candidates]]
name = "merged"
equations = ["W[0] = W[1]", "a[0] = a[1]"]
"""


@pytest.fixture(autouse=True)
def without_a_verified_checker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests do not depend on whether the program was built here."""
    monkeypatch.setenv(VARIABLE, "/nonexistent/certsim-verified")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_all(tmp_path_factory.mktemp("page") / "kept")


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """A family of two sizes, asked three questions."""
    spec = tmp_path_factory.mktemp("campaign") / "family.toml"
    spec.write_text(FAMILY, encoding="utf-8")
    found = Campaign(spec.parent / "store")
    for command in ("certify", "laws", "enumerate"):
        found.run([spec], command=command, workers=1)
    return found


@cache
def page(folder: Path) -> Page:
    return Page(Report(folder).html())


def test_the_sentence_counts_what_the_kernel_accepts(folder: Path) -> None:
    made = Report(folder)
    assert made.summary == (
        "10 claims about 3 models: 3 certified, 1 refuted, 1 empty, 3 found, "
        "2 with a certificate that is refused"
    )
    assert [entry.outcome for entry in made.entries] == [
        "certified",  # certified.json
        "found",  # core.json
        "empty",
        "refused",  # forged.json
        "certified",  # generic.json
        "certified",  # harmful.json
        "found",  # laws.json
        "refused",  # none.json
        "found",  # orbit.json
        "refuted",
    ]


def test_pages_are_well_formed_and_their_ids_differ(folder: Path) -> None:
    ids = [each.attributes["id"] for each in page(folder).elements if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    assert {each.attributes.get("lang") for each in page(folder).all("html")} == {"en"}


def test_headings_skip_no_level(folder: Path) -> None:
    levels = [int(each.tag[1]) for each in page(folder).elements if re.fullmatch("h[1-6]", each.tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_nothing_is_loaded_from_elsewhere(folder: Path) -> None:
    for each in page(folder).elements:
        assert "src" not in each.attributes
        assert each.tag not in (
            "link",
            "iframe",
            "object",
            "embed",
            "base",
            "img",
            "form" if "action" in each.attributes else "",
        )
        assert not [name for name in each.attributes if name.startswith("on") or name == "style"]
        assert (each.attributes.get("href") or "#").startswith(("#", "data:application/json;base64,"))


def test_the_policy_allows_our_style_and_our_script_only(folder: Path) -> None:
    (policy,) = (
        each.attributes["content"] or ""
        for each in page(folder).all("meta")
        if each.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (text,) = (each.text for each in page(folder).all(tag) if "type" not in each.attributes)
        digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


def test_all_certificates_stand_in_the_page_byte_for_byte(folder: Path) -> None:
    kept = sorted(file.read_bytes() for file in folder.iterdir())
    assert sorted(page(folder).downloads.values()) == kept


def test_names_that_mean_harm_are_text(folder: Path) -> None:
    scripts = page(folder).all("script")
    assert [each.attributes.get("id") for each in scripts] == ["bundle", None]
    assert not page(folder).all("img")
    assert any("<img src=x onerror=harm()>" in each.text for each in page(folder).all("h3"))
    assert "\u202e" not in Report(folder).html()
    titled = Page(Report([certificate("certified")], title=HARM).html())
    assert [each.text for each in titled.all("h1")] == [visible(HARM)]
    assert len(titled.all("script")) == len(scripts)


def test_the_same_certificates_make_the_same_page(folder: Path) -> None:
    assert Report(folder).html() == Report(folder).html()


def test_what_is_refused_is_shown_with_the_reason(folder: Path) -> None:
    refused = [each.text for each in page(folder).classed("bad")]
    assert refused == [
        "invalid: the claim is not the one that the digest is of",
        "malformed: not JSON: Expecting value at line 1, column 1",
    ]


def test_a_record_is_not_believed_without_a_certificate() -> None:
    said = {"verdict": "certified", "manifold": {"status": "embedded", "dimension": 1}}
    question = Question("certify", "all", "model", "spec.toml", (), document=said)
    (entry,) = entries_of([question], [[]], [[]])
    assert entry.outcome == "unknown"


def test_a_record_is_not_believed_against_its_certificate() -> None:
    said = {"verdict": "certified", "manifold": {"status": "embedded", "dimension": 1}}
    data = certificate("refuted")
    question = Question("certify", "all", "model", "spec.toml", (("", "", data),), document=said)
    (entry,) = entries_of([question], [[examine(data, Options())]], [[None]])
    assert entry.outcome == "refuted"


def test_what_rests_on_an_assumption_that_is_not_allowed_is_unknown() -> None:
    answer = certify(RELU, TIED)
    assert answer.assumptions
    made = Report([answer], options=Options(allow=()))
    assert made.counts == {"unknown": 1}
    assert made.status == 5
    assert "certified" not in [each.text for each in Page(made.html()).classed("badge")]


def test_answers_without_a_certificate_say_why() -> None:
    made = Report([certify(RELU, TIED, options=Options(allow=()))])
    assert made.counts == {"unknown": 1}
    assert "assumption not allowed" in made.entries[0].headline


def test_proofs_counterexamples_and_premises_are_told(folder: Path) -> None:
    text = " ".join(each.text for each in page(folder).classed("body"))
    for said in ("a symmetry fixes the set (T8)", "The counterexample", "What this rests on", "kept by"):
        assert said in text
    assert page(folder).all("math")


def test_every_formula_of_the_corpus_is_read() -> None:
    formulas = set()
    for file in sorted((ROOT / "tests/corpus/accept").glob("*.json")):
        found = examine(file.read_bytes(), Options())
        formulas |= {each for row in found.rows for each in row.formulas}
    assert len(formulas) > 100
    assert [each for each in formulas if mathml(each) is None] == []


@pytest.mark.parametrize("text", ["<", "<b>", "</math><script>", "&lt;script&gt;", "&#x0003C;b&#x0003E;"])
def test_texts_in_formulas_are_escaped(text: str) -> None:
    written = mathml(rf"\text{{{text}}}")
    assert written is None or {each.tag for each in Page(written).elements} <= {"math", "mtext", "mrow", "mo"}


def test_more_certificates_than_fit_go_into_a_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_module, "EMBEDDED", 4_000)
    made = Report(folder)
    target, *beside = made.write(tmp_path / "a page.html")
    html = target.read_text(encoding="utf-8")
    inside = Page(html).downloads.values()
    outside = [file.read_bytes() for file in beside]
    assert inside
    assert outside
    assert sorted([*inside, *outside]) == sorted(file.read_bytes() for file in folder.iterdir())
    for file in beside:
        assert file.parent == tmp_path / "a page_files"
        assert f'href="a%20page_files/{file.name}"' in html


def test_what_is_read_is_not_written_over(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_module, "EMBEDDED", 0)
    Report(folder).write(tmp_path / "page.html")
    beside = sorted((tmp_path / "page_files").iterdir())
    before = [file.read_bytes() for file in beside]
    with pytest.raises(CertsimError, match="name another page"):
        Report(tmp_path / "page_files").write(tmp_path / "page.html")
    assert [file.read_bytes() for file in beside] == before


def test_sizes_of_a_campaign_are_families(campaign: Campaign) -> None:
    made = Report(campaign)
    assert [family.name for family in made.families] == [
        "family: merged",
        "family: laws",
        "family: enumerate",
    ]
    merged = made.families[0]
    assert [member.numbers["dimension"] for member in merged.members] == [2, 4]
    assert [names for names, _ in merged.plots()] == [["dimension", "parameters"], ["seconds"]]
    parsed = Page(made.html())
    labels = [each.attributes["aria-label"] or "" for each in parsed.classed("plot")]
    assert "dimension against m: 2 at 2, 4 at 3; parameters against m: 4 at 2, 6 at 3" in labels


def test_hierarchies_of_a_campaign_are_drawn(campaign: Campaign) -> None:
    made = Report(campaign)
    listed = [entry for entry in made.entries if entry.kind == "enumerate"]
    assert all(sim.certified for entry in listed for sim in entry.sims)
    assert len(Page(made.html()).classed("hierarchy")) == 2


def test_a_listed_sim_needs_the_certificate_of_just_this_set(campaign: Campaign) -> None:
    record = next(record for record in campaign.records() if record.command == "enumerate")
    examined = {name: examine(data, Options()) for name, data in record.certificates}
    sims = [dict(sim) for sim in record.result["sims"]]
    for change in ({"equations": ["a[0] = 0"]}, {"dimension": 0}):
        changed = {"sims": [{**sims[1], **change} if at == 1 else sim for at, sim in enumerate(sims)]}
        found = list(listed_sims(changed, examined))
        assert [sim.certified for sim in found] == [at != 1 for at in range(len(sims))]


def test_a_record_of_a_hierarchy_that_makes_no_sense_is_not_drawn() -> None:
    sims = [{"equations": [], "dimension": n, "class_size": 1, "parents": [7]} for n in (2, 1)]
    assert picture(list(listed_sims({"sims": sims}, {}))) is None


@pytest.mark.parametrize("sims", [[{}], [{"equations": 1}], [7], 7, [{"equations": ["a = 0"]}]])
def test_a_record_that_makes_no_sense_lists_nothing(sims: object) -> None:
    question = Question("enumerate", None, "model", "spec.toml", (), document={"sims": sims})
    (entry,) = entries_of([question], [[]], [[]])
    assert entry.sims == []


def test_a_page_without_the_checker_says_so(folder: Path) -> None:
    parsed = Page(Report(folder, checker=False).html())
    assert len(parsed.all("script")) == 1
    assert any("without the verified checker" in each.text for each in parsed.all("section"))


def test_a_package_without_the_checker_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certsim.page.render.find_bundle", lambda: None)
    parsed = Page(Report(folder).html())
    assert any("by a certsim without the verified checker" in each.text for each in parsed.all("section"))


def test_the_verified_checker_is_asked_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"hyperbolas": "not covered: laws", "circle": "invalid: no"}
    monkeypatch.setenv(VARIABLE, str(write_fake(tmp_path, said)))
    made = Report([certificate(name) for name in ("certified", "generic", "refuted")])
    assert [held.confirmation for entry in made.entries for held in entry.held] == [
        "confirms it: valid",
        "not covered: laws",
        "differs from the kernel: it says invalid: no",
    ]
    assert made.entries[2].outcome == "refused"
    assert made.status == 4


def test_nobody_but_its_own_checker_is_asked_about_an_audit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numpy")
    from certsim.torch.checker.certificate import write_audit
    from tests.torch.graphs import claim, mlp

    audit = write_audit(claim(*mlp()))
    asked: list[bytes] = []
    program = write_fake(tmp_path, {})
    ask = verified.ask

    def noted(program: Path, certificates: list[bytes], timeout: float) -> list[verified.Answer]:
        asked.extend(certificates)
        return ask(program, certificates, timeout)

    monkeypatch.setattr(verified, "ask", noted)
    monkeypatch.setenv(VARIABLE, str(program))
    made = Report([audit, certificate("certified")])
    assert asked == [certificate("certified")]
    assert [(entry.outcome, entry.kind) for entry in made.entries] == [
        ("found", "audit"),
        ("certified", "certify"),
    ]
    assert made.status == 0
    page = Page(made.html())
    assert len(page.classed("again")) == 1
    commands = [each.text for each in page.all("code")]
    assert sum(each.startswith("certsim check ") for each in commands) == 5
    assert sum(each.startswith("python -I -m certsim.kernel") for each in commands) == 2


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["certified", "refuted"], 0),
        (["certified", "forged"], 1),
        (["forged", NONE.removesuffix(".json")], 2),
    ],
)
def test_the_status_is_that_of_the_check(
    names: list[str], status: int, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [str(folder / f"{name}.json") for name in names]
    assert run(["report", *paths, "-o", str(tmp_path / "page.html")]) == status
    printed = capsys.readouterr()
    assert f"report: {tmp_path / 'page.html'}" in printed.out
    assert ("forged.json: invalid" in printed.err) is ("forged" in names)
    assert (tmp_path / "page.html").is_file()


def test_what_is_not_there_makes_no_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "void").mkdir()
    target = tmp_path / "page.html"
    for path, said in ((tmp_path / "void", "no certificates"), (tmp_path / "x.json", "no such file")):
        assert run(["report", str(path), "-o", str(target)]) == 2
        assert said in capsys.readouterr().err
    assert not target.exists()


def test_a_page_does_not_replace_what_it_is_about(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "certified.json"
    before = file.read_bytes()
    assert run(["report", str(file), "-o", str(file)]) == 2
    assert "hint: name another file" in capsys.readouterr().err
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["jinja2", "latex2mathml"])
def test_what_is_not_installed_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda asked: None if asked == name else asked)
    with pytest.raises(CertsimError, match=rf"needs {name}.*\nhint: pip install 'certsim\[report\]'"):
        Report([certificate("certified")])


def test_too_many_answers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certsim.page.question.MOST", 2)
    with pytest.raises(CertsimError, match="more than 2 answers"):
        Report([certificate("certified")] * 3)


def test_notebooks_show_what_is_in_a_report() -> None:
    shown = Report(list(answers().values()))._repr_html_()
    assert "8 claims about 3 models" in shown
    assert "<th>refuted</th><td>circle</td>" in shown
    assert "<script" not in shown


def test_a_page_is_about_results_as_well_as_about_files() -> None:
    made = Report(certify(DIAGONAL, ["a = b"], name="equal"))
    assert [entry.title for entry in made.entries] == ["equal"]
    (data,) = Page(made.html()).downloads.values()
    assert check(data).verdict == "certified"


def test_the_document_says_where_each_certificate_was(folder: Path, tmp_path: Path) -> None:
    made = Report(folder)
    found = [each["certificate"] for entry in made.to_json() for each in entry["certificates"]]
    assert found == sorted(map(str, folder.iterdir()))
    assert json.dumps(made.to_json())
    assert forged() != certificate("generic")


@pytest.mark.parametrize("name", ["certificates/a.json", "store/index.sqlite"])
def test_a_page_does_not_take_the_place_of_what_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "certificates").mkdir()
    (tmp_path / "certificates/a.json").write_bytes(certificate("certified"))
    spec = tmp_path / "family.toml"
    spec.write_text(FAMILY, encoding="utf-8")
    Campaign(tmp_path / "store").run([spec])
    before = (tmp_path / name).read_bytes()
    assert run(["report", str((tmp_path / name).parent), "-o", str(tmp_path / name)]) == 2
    assert (tmp_path / name).read_bytes() == before


def test_a_part_that_proves_nothing_is_not_found() -> None:
    asked = Question("certify", "x", None, "a.toml", (("core", "", b"{}"),))
    unsure = Examined(Check("unknown", "the check ran out of time"))
    (entry,) = entries_of([asked], [[unsure]], [[None]])
    assert (entry.outcome, entry.headline) == ("unknown", "unknown: the check ran out of time")
