"""The article: it has the proof, LaTeX compiles it, and nothing of a spec is a command in it."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from certsim import Model, certify
from certsim.export.latex import escaped, to_latex
from certsim.kernel.check import check
from certsim.report.explain import explanation

CORPUS = sorted((Path(__file__).parents[1] / "corpus" / "accept").glob("*.json"))
EVIL = "\\input{/etc/passwd} 100% $x$ _ # & ~ ^ \" '' ?` -- <<|>> é 中 \u202e\n\\end{document}"


def evil_certificate() -> bytes:
    model = Model.parse("a_1*b*x", parameters=["a_1", "b"], inputs=["x"], name=EVIL)
    certificate = certify(model, ["a_1**2 - b**2 = c"], constants=["c"], name=EVIL).certificate
    assert certificate
    return certificate


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_proof_is_told_with_its_sections(path: Path) -> None:
    data = path.read_bytes()
    page = to_latex(data)
    titles = [title for title, _ in explanation(check(data))]
    assert re.findall(r"\\section\*\{(.*)\}", page) == [*map(escaped, titles), "The certificate"]
    assert hashlib.sha256(data).hexdigest() in page.replace(" ", "")
    assert page.isascii()
    assert page == to_latex(data)


def test_model_and_set_are_formulas_too() -> None:
    page = to_latex(evil_certificate())
    assert r"$x \mapsto a_{1}\,b\,x$" in page
    assert r"$a_{1}^{2} - b^{2} = c$" in page
    assert r"a\_1\textsuperscript{2} - b\textsuperscript{2} = c" in page


def test_nothing_of_a_name_is_a_command() -> None:
    page = to_latex(evil_certificate())
    assert page.count(r"\end{document}") == 1
    assert r"\input" not in page
    assert r"\textbackslash{}input\{/etc/passwd\} 100\% \$x\$ \_ \# \&" in page
    assert r"\textbackslash{}xe9 \textbackslash{}u4e2d \textbackslash{}u202e\textbackslash{}n" in page


@pytest.mark.parametrize("data", ["corpus", "evil"])
def test_latex_compiles_it(data: str, tmp_path: Path) -> None:
    latex = shutil.which("pdflatex")
    if latex is None:
        pytest.skip("pdflatex is not installed")
    certificates = [evil_certificate()] if data == "evil" else [path.read_bytes() for path in CORPUS[::9]]
    for certificate in certificates:
        (tmp_path / "proof.tex").write_text(to_latex(certificate), encoding="ascii")
        command = [latex, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "proof.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stdout
        assert "Missing character" not in done.stdout
