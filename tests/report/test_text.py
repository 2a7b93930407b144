"""Results for a person to read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from certsim import Core, Manifold, Result, Verdict, Witness
from certsim.report.claim import candidate_lines, model_lines, verdict_text
from certsim.report.numbers import Symbols
from certsim.report.text import core_lines, cores_line, result_lines, summary_line

SQRT_3 = {"polynomial": ["-3", "0", "1"], "interval": ["1", "2"], "value": ["-1/2", "0", "-1"]}
RATIO = {"numerator": "E**2 - 1", "denominator": "E**2 + 1", "basis": {"E": "exp(1/3)"}}


def plain(result: Result) -> list[str]:
    return list(result_lines(result, lambda words, _: words))


@pytest.mark.parametrize(
    ("number", "text", "symbols"),
    [
        ("-3/4", "-3/4", []),
        (SQRT_3, "-t**2 - 1/2", ["t ≈ 1.7320508 is the root of t**2 - 3 between 1 and 2"]),
        (RATIO, "(E**2 - 1) / (E**2 + 1)", ["E = exp(1/3)"]),
        (RATIO | {"denominator": "1"}, "E**2 - 1", ["E = exp(1/3)"]),
    ],
)
def test_numbers_are_exact_in_words_too(number: Any, text: str, symbols: list[str]) -> None:
    written = Symbols([])
    assert written.text(number) == text
    assert written.rate(number) == f"the rate {text}"
    assert list(written.legend()) == symbols


@pytest.mark.parametrize(("low", "high"), [("1", "2"), ("-2", "-1")])
def test_a_root_is_shown_on_its_side(low: str, high: str) -> None:
    number = SQRT_3 | {"interval": [low, high]}
    symbols = Symbols([])
    symbols.text(number)
    (sentence,) = symbols.legend()
    assert sentence.startswith("t ≈ 1.7320508" if low == "1" else "t ≈ -1.7320508")


def test_a_refutation_names_the_point_the_input_the_equation_and_the_rate() -> None:
    word = [{"output": 1, "input": {"x": "2", "y": "0"}}]
    witness = Witness(
        {"a": "1", "b": "0"}, "equation", "a - 1 = 0", word, RATIO, {"c": "3"}, {"sigma": "u**3"}
    )
    assert plain(Result("a line", Verdict.REFUTED, witness=witness)) == [
        "refuted    a line",
        "           at a = 1, c = 3, all else 0",
        "           with sigma(u) = u**3 for every number u",
        "           the field of output 1 at x = 2, all else 0 breaks a - 1 = 0",
        "           at the rate (E**2 - 1) / (E**2 + 1)",
        "           E = exp(1/3)",
    ]


def test_letters_that_the_program_introduces_are_no_names_of_the_spec() -> None:
    point = {"t[0]": SQRT_3, "s": SQRT_3 | {"interval": ["-2", "-1"]}, "E": "1", "u": "2", "C3": "1"}
    value = {"numerator": "E - C3", "denominator": "1", "basis": {"E": "exp(1/3)", "C3": "cos(1)"}}
    word = [{"output": 0, "input": {"r": "2"}}]
    witness = Witness(point, "equation", "u = 0", word, value, {}, {"sigma": "u**2 - 1"})
    assert plain(Result("a line", Verdict.REFUTED, witness=witness))[1:] == [
        "           at t[0] = -v**2 - 1/2, s = -w**2 - 1/2, E = 1, u = 2, C3 = 1",
        "           with sigma(z) = z**2 - 1 for every number z",
        "           the field of output 0 at r = 2 breaks u = 0",
        "           at the rate p - C3_",
        "           v ≈ 1.7320508 is the root of v**2 - 3 between 1 and 2",
        "           w ≈ -1.7320508 is the root of w**2 - 3 between -2 and -1",
        "           p = exp(1/3)",
        "           C3_ = cos(1)",
    ]


def test_what_is_known_by_an_enclosure_is_said_to_lie_between_two_numbers() -> None:
    word = [{"field": 0}]
    ends = {"enclosure": ["0.25", "0.26"]}
    lines = plain(
        Result("a line", Verdict.REFUTED, witness=Witness({"a": ends}, "equation", "a = 0", word, ends))
    )
    assert lines[1] == "           at a between 0.25 and 0.26"
    assert lines[3] == "           at a rate between 0.25 and 0.26"


def test_a_longer_word_and_a_crossing_are_said_to_be_so() -> None:
    witness = Witness({"a": "0"}, "where", "a > 0", [{"field": 0}, {"field": 2}], "5")
    lines = plain(Result("half", Verdict.REFUTED, witness=witness))
    assert lines[1:] == [
        "           at the origin",
        "           field 0, then field 2 crosses a > 0",
        "           at the rate 5 (derivative of order 2)",
    ]


def test_a_point_of_many_coordinates_is_cut_short() -> None:
    point = {f"w[{n}]": "1" for n in range(1000)}
    witness = Witness(point, "equation", "w[0] = 0", [{"field": 0}], "1")
    lines = plain(Result("a line", Verdict.REFUTED, witness=witness))
    assert max(map(len, lines)) < 250
    assert "and 988 more, see the certificate" in lines[1]


NOT_LEFT = "its steps need not stay in such a set, and none was found that leaves it"


def test_a_certified_result_says_what_it_rests_on_and_what_keeps_it() -> None:
    result = Result(
        "a line",
        Verdict.CERTIFIED,
        manifold=Manifold("regular locus", 2, 1, trivial=False),
        optimisers={"gradient_descent": True, "momentum": True, "weight_decay": False, "adam": None},
        domain="a ≠ 0",
        assumptions=("z3: it said so",),
        expect="refuted",
    )
    assert plain(result)[1:] == [
        "           regular locus, dimension 2 of 3, codimension 1",
        "           kept by gradient descent, momentum",
        "           not kept by weight decay",
        f"           not decided: adam ({NOT_LEFT})",
        "           where the model is defined: a ≠ 0",
        "           assuming z3: it said so",
        "           not as expected: refuted",
    ]


POINT = Manifold("embedded", 0, 2, trivial=False)


@pytest.mark.parametrize(
    ("core", "lines"),
    [
        (
            Core("set", ("a = 0", "b = 0"), "smaller", largest=True, manifold=POINT),
            ["the largest invariant part is a = 0, b = 0", "embedded, dimension 0 of 2, codimension 2"],
        ),
        (
            Core("set", ("a = 0",), "unknown", largest=False, domain="a ≠ 0", assumptions=("relu: no",)),
            [
                "an invariant part, not shown to be the largest, is a = 0",
                "there may be a larger one; it may be all of the set",
                "where the model is defined: a ≠ 0",
                "assuming relu: no",
            ],
        ),
        (
            Core("set", ("1 = 0",), "empty", largest=True, manifold=Manifold("empty")),
            ["the largest invariant part is empty: no point of the set stays in it"],
        ),
        (
            Core("set", ("1 = 0",), "empty", largest=False, manifold=Manifold("empty")),
            ["no invariant part was found", "there may be one"],
        ),
        (
            Core("set", ("a = c",), "equal", largest=True, manifold=Manifold("empty", generic=True)),
            ["all of the set is invariant", "empty, for generic constants: the statement is vacuous"],
        ),
        (Core("set", reason="timeout", hint="more time"), ["timeout: more time"]),
    ],
)
def test_a_core_is_said_with_what_is_known_of_it(core: Core, lines: list[str]) -> None:
    head, *rest = core_lines(core, lambda words, _: words)
    assert head == f"{'unknown' if core.equations is None else 'core   '}    set"
    assert rest == [" " * 11 + line for line in lines]


def test_a_refutation_names_the_invariant_part_if_that_says_something() -> None:
    witness = Witness({"a": "0"}, "equation", "a = 0", [{"field": 0}], "5")
    for core, said in (
        (Core("set", ("a = 0",), "smaller", largest=True, manifold=POINT), True),
        (Core("set", ("1 = 0",), "empty", largest=True), True),
        (Core("set", ("1 = 0",), "empty", largest=False), False),
        (None, False),
    ):
        lines = plain(Result("set", Verdict.REFUTED, witness=witness, core=core))
        assert any("invariant part" in line for line in lines) is said


def test_cores_are_counted() -> None:
    found = Core("a", (), "equal", largest=True)
    assert cores_line([found, found]) == "2 found"
    assert cores_line([Core("b", reason="timeout"), found]) == "1 found, 1 unknown"


def test_the_summary_counts_and_compares() -> None:
    certified = Result("a", Verdict.CERTIFIED, expect="certified")
    refuted = Result("b", Verdict.REFUTED, expect="certified")
    assert summary_line([certified]) == "1 certified, all as expected"
    assert summary_line([certified, refuted]) == "1 certified, 1 refuted, 1 not as expected"
    assert summary_line([]) == "nothing to certify"


def test_an_empty_set_is_called_empty_and_is_not_what_was_expected() -> None:
    empty = Result("nothing", Verdict.CERTIFIED, manifold=Manifold("empty"))
    painted = list(result_lines(empty, lambda words, colour: f"<{colour}>{words}"))
    assert painted == [
        "<yellow>empty      nothing",
        "           the set has no points: the statement is vacuous",
        '           if this is meant, say so in the spec: expect = "empty"',
    ]
    assert plain(replace(empty, expect="certified"))[-1] == "           not as expected: certified"
    assert len(plain(replace(empty, expect="empty"))) == 2


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"domain": "a > 0"}, "the set has no points where the model is defined"),
        ({"assumptions": ("relu: no",)}, "the set meets no region of constant activation pattern"),
        ({"manifold": Manifold("empty", generic=True)}, "the set has no points for generic constants"),
    ],
)
def test_it_is_said_why_a_set_counts_as_empty(facts: dict[str, Any], line: str) -> None:
    empty = Result("nothing", Verdict.CERTIFIED, manifold=Manifold("empty"))
    assert plain(replace(empty, **facts))[1] == f"           {line}: the statement is vacuous"


def test_empty_sets_are_counted_apart() -> None:
    line = Result("a", Verdict.CERTIFIED)
    empty = Result("b", Verdict.CERTIFIED, manifold=Manifold("empty"))
    assert summary_line([line, line, empty]) == "2 certified, 1 empty"
    assert summary_line([replace(empty, expect="empty")]) == "1 empty, all as expected"
    assert summary_line([replace(empty, expect="certified")]) == "1 empty, 1 not as expected"


def test_a_claim_is_said_in_full() -> None:
    model = {
        "parameters": [["a", []], ["W", [2, 1]]],
        "outputs": [["*", "a", ["call", "sigma", ["sum", "W"]]]],
        "rates": [["a", "1/2"]],
        "functions": {"sigma": ["odd", "zero_at_zero"]},
    }
    assert list(model_lines(model)) == [
        ("output", "a*sigma(sum(W))"),
        ("parameters", "a, W[2,1]"),
        ("rates", "a: 1/2"),
        ("function", "sigma, any real-analytic function that is odd and zero at zero"),
    ]
    less = {"difference": [{"equations": []}, {"equations": [["a", "0"]], "where": [["a", "!=", "0"]]}]}
    assert list(candidate_lines(less)) == [
        ("candidate", "all parameters"),
        ("without", "a = 0, where a != 0"),
    ]
    fixed = {"fixed_by": [[["a", ["neg", "a"]]]], "where": [["a", "!=", "0"]]}
    assert list(candidate_lines(fixed)) == [("fixed by", "a → -a"), ("where", "a != 0")]
    claim = {"model": model, "candidate": fixed, "verdict": "certified"}
    claim["manifold"] = {"status": "embedded", "dimension": 1}
    assert verdict_text(claim) == (
        "certified: it is structurally invariant; embedded, dimension 1 of 3, codimension 2"
    )
    assert verdict_text({"verdict": "refuted"}) == "refuted: it is not structurally invariant"
    claim["manifold"] = {"status": "empty"}
    assert verdict_text(claim) == (
        "certified: it is structurally invariant, but vacuously: it has no points where the model is defined"
    )
