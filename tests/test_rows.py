"""What notebooks show of answers: formulas that are whole, and nothing that a hostile name could run."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

import certsim
from certsim import (
    Candidate,
    Model,
    Options,
    Result,
    Verdict,
    Witness,
    certify,
    core,
    laws,
    locate,
    orbit,
    reduce,
    symmetries,
)
from certsim.composition import difference
from certsim.rows import number_latex
from certsim.symmetry.sims.strata import find_strata

HOSTILE = r"<img src=x onerror=alert(1)>$\href{javascript:alert(1)}{x}$ \(\href{javascript:alert(1)}{y}\) `z`"
NET = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"], name=HOSTILE)
DIAGONAL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name=HOSTILE)
QUOTIENT = Model.parse(
    "sigma(theta1*x)/b + b*x", parameters=["theta1", "b"], inputs=["x"], functions={"sigma": []}
)
RELU = Model.parse("a*relu(w*x)", parameters=["a", "w"], inputs=["x"])
EQUAL = ["W[0] = W[1]", "a[0] = a[1]"]

ANSWERS: dict[str, Callable[[], Any]] = {
    "model": lambda: NET,
    "fields": lambda: Model.from_fields([["y", "-x"]], parameters=["x", "y"], name=HOSTILE),
    "candidate": lambda: Candidate.parse(NET, EQUAL, where=["a[0] > 0"], name=HOSTILE),
    "fixed by": lambda: Candidate.parse(NET, fixed_by=[{"a": "-a"}], name=HOSTILE),
    "certified": lambda: certify(NET, EQUAL, name=HOSTILE),
    "refuted": lambda: certify(DIAGONAL, ["a**2 + b**2 = 3", "a = 2*b"], name=HOSTILE),
    "exponential": lambda: certify(NET, ["W[0] = W[1]"], name=HOSTILE),
    "unspecified": lambda: certify(QUOTIENT, ["theta1 = b"], name=HOSTILE),
    "crossed": lambda: certify(DIAGONAL, ["a**2 - b**2 = c"], where=["a > 0"], constants=["c"], name=HOSTILE),
    "relu": lambda: certify(RELU, ["a**2 - w**2 = c"], constants=["c"], name=HOSTILE),
    "not allowed": lambda: certify(RELU, ["a = w"], name=HOSTILE, options=Options(allow=())),
    "difference": lambda: difference(certify(NET, EQUAL), certify(NET, ["W = 0", "a = 0"]), name=HOSTILE),
    "by hand": lambda: Result(
        HOSTILE,
        Verdict.UNKNOWN,
        reason=HOSTILE,
        hint=HOSTILE,
        domain=HOSTILE,
        assumptions=(HOSTILE,),
        witness=Witness({"a": "1"}, "equation", HOSTILE, [], "1", {}, {"s": HOSTILE}),
    ),
    "core": lambda: core(NET, ["W[0] = W[1]"], name=HOSTILE),
    "no core": lambda: core(DIAGONAL, Candidate.parse(DIAGONAL, ["a = b"], where=["a > 0"], name=HOSTILE)),
    "orbit": lambda: orbit(DIAGONAL, {"a": 2, "b": 1}),
    "orbit that is not allowed": lambda: orbit(RELU, {"a": 2, "w": 1}, options=Options(allow=())),
    "laws": lambda: laws(Model.parse("a*tanh(b)*x", parameters=["a", "b"], inputs=["x"])),
    "relu laws": lambda: laws(RELU),
    "symmetries": lambda: symmetries(DIAGONAL),
    "hierarchy": lambda: certsim.enumerate(NET),
    "location": lambda: locate(NET, {"W": 1, "a": [1, 2]}, "3"),
    "strata": lambda: find_strata(DIAGONAL, certsim.enumerate(DIAGONAL)),
    "reduction": lambda: reduce(NET, EQUAL, name=HOSTILE),
    "no reduction": lambda: reduce(DIAGONAL, ["a = 2*b"], name=HOSTILE),
}


@cache
def answer(name: str) -> Any:
    return ANSWERS[name]()


class Reader(HTMLParser):
    """The tags, and the texts that MathJax would look at."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag in {"table", "caption", "tr", "th", "td", "code", "br"}
        assert not attrs
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "code" not in self.open:
            self.texts.append(data)


def formulas(name: str) -> list[str]:
    texts = Reader(answer(name)._repr_html_()).texts
    return [text[1:-1] for text in texts if text.startswith("$") and text.endswith("$")]


@pytest.mark.parametrize("name", ANSWERS)
def test_no_name_becomes_a_tag_or_a_formula(name: str) -> None:
    reader = Reader(answer(name)._repr_html_())
    assert not reader.open
    for text in reader.texts:
        inner = text[1:-1] if text.startswith("$") and text.endswith("$") else text
        assert not re.search(r"[$`]|\\\(|href", inner)
        assert text != inner or "\\" not in inner


def check_balanced(formula: str) -> None:
    assert formula.count(r"\left") == formula.count(r"\right")
    depth = 0
    for sign in re.sub(r"\\.", "", formula):
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert not depth


@pytest.mark.parametrize("name", ANSWERS)
def test_formulas_are_whole(name: str) -> None:
    for formula in formulas(name):
        check_balanced(formula)
    latex = answer(name)._repr_latex_()
    assert re.fullmatch(r"\$\\displaystyle \\begin\{array\}\{l+\}.*\\end\{array\}\$", latex)
    check_balanced(latex)


@pytest.mark.parametrize("name", sorted(set(ANSWERS) - {"model", "fields", "candidate", "fixed by"}))
def test_an_answer_is_no_truth_value(name: str) -> None:
    with pytest.raises(TypeError, match="not true or false"):
        bool(answer(name))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("model", [r"x \mapsto a^\top\,\tanh\left(W\,x\right)"]),
        ("fields", [r"\left(y, -x\right)"]),
        ("candidate", ["W_{0} = W_{1}", "a_{0} = a_{1}", "a_{0} > 0"]),
        ("fixed by", [r"\text{fixed by }a \mapsto -a"]),
        ("certified", [r"x \mapsto a^\top\,\tanh\left(W\,x\right)", "W_{0,:} = W_{1,:}", "a_{0} = a_{1}"]),
        ("refuted", ["a^{2} + b^{2} = 3", r"a = t,\; b = \frac{1}{2}\,t", "a^{2} + b^{2} - 3 = 0"]),
        ("exponential", [r"E = \exp\left(1\right)", "W_{0,0} - W_{1,0} = 0"]),
        ("unspecified", [r"x \mapsto \frac{\sigma\left(\theta_{1}\,x\right)}{b} + b\,x", r"b \neq 0"]),
        ("crossed", ["a > 0", r"\text{for every }c \in \mathbb{R}"]),
        ("relu", ["a^{2} - w^{2} = c"]),
        ("not allowed", [r"x \mapsto a\,\operatorname{relu}\left(w\,x\right)", "a = w"]),
        ("difference", ["W_{0,:} = W_{1,:}", r"\text{without }W = 0", r"\text{without }a = 0"]),
        ("core", ["W_{1,0} = W_{0,0}", "a_{1} = a_{0}"]),
        ("no core", ["a = b", "a > 0"]),
        ("orbit", [r"x \mapsto a\,b\,x", r"a = 2,\; b = 1", "a^{2} - b^{2} = 3"]),
        ("laws", [r"a^{2} - \sinh\left(b\right)^{2}"]),
        ("symmetries", [r"a \mapsto b,\; b \mapsto a", "a^{2} - b^{2}"]),
        ("hierarchy", ["W = 0", "W_{1,0} = W_{0,0}"]),
        ("location", [r"W_{0,0} = 1,\; W_{1,0} = 1,\; a_{0} = 1,\; a_{1} = 2"]),
        ("strata", ["a^{2} - b^{2} = -27"]),
        ("reduction", ["W_{0,:} = W_{1,:}", r"W_{1,0} \mapsto W_{0,0},\; a_{1} \mapsto a_{0}"]),
        ("no reduction", [r"a = 2\,b"]),
    ],
)
def test_what_an_answer_is_about_is_shown_in_formulas(name: str, shown: list[str]) -> None:
    found = formulas(name)
    assert [formula for formula in shown if formula not in found] == []
    assert all(formula in answer(name)._repr_latex_() for formula in shown[:1])


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (
            "certified",
            ["certified", "embedded, dimension 2 of 4, codimension 2, fixed by a symmetry", "kept by"],
        ),
        ("certified", ["gradient descent, momentum, weight decay, adam"]),
        ("refuted", ["refuted", "breaks", "at the rate"]),
        ("crossed", ["crosses"]),
        ("relu laws", ["assuming"]),
        ("orbit", ["dimension 1 of 2", "an open part of"]),
        ("location", ["4 of 4, certified", "near"]),
    ],
)
def test_what_is_no_formula_is_said_in_words(name: str, texts: list[str]) -> None:
    page = answer(name)._repr_html_()
    assert [text for text in texts if f">{text}<" not in page] == []


@pytest.mark.parametrize(
    ("number", "formula"),
    [
        ("-3/4", r"-\frac{3}{4}"),
        (
            {"polynomial": ["-3", "0", "1"], "interval": ["1", "2"], "value": ["-1", "-1/2", "1"]},
            r"t^{2} - \frac{1}{2}\,t - 1",
        ),
        ({"polynomial": ["-3", "0", "1"], "interval": ["1", "2"], "value": ["0", "1"]}, "t"),
        ({"enclosure": ["0.25", "-1E-7"]}, r"\left[0.25, -1E-7\right]"),
        ({"enclosure": ["<b>", "1"]}, r"\left[?, 1\right]"),
        ({"numerator": "E**2 - 1", "denominator": "1", "basis": {"E": "exp(1)"}}, "E^{2} - 1"),
        ({"numerator": "E", "denominator": "2*C1", "basis": {}}, r"\frac{E}{2\,C_{1}}"),
    ],
)
def test_exact_numbers_in_latex(number: Any, formula: str) -> None:
    assert number_latex(number) == formula


def test_long_answers_are_cut() -> None:
    model = Model.parse(
        " + ".join(f"v{at}*x" for at in range(40)), parameters=[f"v{at}" for at in range(40)], inputs=["x"]
    )
    page = certify(model, [f"v{at} = {at + 1}" for at in range(30)])._repr_html_()
    assert "more" in page
    assert len(page) < 20_000
