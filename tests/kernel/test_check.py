"""What is accepted, what is reported of it, and what no change of the evidence gets accepted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certsim.kernel.check import Accepted, check
from certsim.kernel.errors import InvalidCertificate, KernelError, LimitExceeded, MalformedCertificate
from certsim.kernel.statement.strict_json import dump
from tests.corpus.accepted import ACCEPTED, HYPERBOLA, SCALING
from tests.kernel.forge import (
    Json,
    boundary,
    claim,
    document,
    evidence,
    fields,
    invariance,
    judged,
    leaving,
    letter,
    model,
    place,
    regular,
    root,
    scalars,
    solver,
    spoilt,
    symmetry,
    tangency,
    terms,
)

SECONDS = 2.0


def accepted(name: str) -> Any:
    return check(dump(ACCEPTED[name]))


class TestTheAnswerIsOfTheClaimAndNotOfTheEvidence:
    def test_of_a_certified_set_there_is_no_value(self) -> None:
        answer = accepted("symmetry_swap")
        assert (answer.verdict, answer.value, answer.symmetry_induced) == ("certified", None, True)
        assert answer.claim == ACCEPTED["symmetry_swap"]["claim"]

    def test_a_set_shown_invariant_by_tangency_is_not_called_symmetry_induced(self) -> None:
        assert accepted("tangency_conserved").symmetry_induced is None

    def test_a_manifold_has_its_codimension(self) -> None:
        found = accepted("regular_redundant").manifold
        assert found == {"status": "regular locus", "dimension": 2, "codimension": 1, "trivial": False}

    def test_the_whole_space_is_trivial(self) -> None:
        whole = claim(SCALING, manifold={"status": "embedded", "dimension": 2})
        answer = check(dump(document(whole, evidence(invariance(tangency()), regular(place({}))))))
        assert answer.manifold["trivial"] is True

    def test_an_empty_set_is_no_manifold(self) -> None:
        found = accepted("empty_by_identity").manifold
        assert found == {"status": "empty", "dimension": None, "codimension": None, "trivial": None}


class TestARefutedSetHasAValueThatShouldHaveBeenZero:
    def test_a_rational_one_is_exact(self) -> None:
        value = accepted("leaving_rational").value
        assert (value.lo, value.hi) == (1, 1)

    @pytest.mark.parametrize(
        ("name", "truth"),
        [
            ("leaving_by_an_enclosure", "0.84270079294971486934122063508260925929"),
            ("leaving_by_exponentials", "0.76159415595576488811945828260479359041"),
        ],
    )
    def test_an_enclosure_does_not_contain_zero(self, name: str, truth: str) -> None:
        value = accepted(name).value
        assert 0 < value.lo < Fraction(truth) < value.hi

    def test_nothing_else_is_said_of_it(self) -> None:
        answer = accepted("crossing_a_condition")
        assert answer.manifold["status"] == "unknown"
        assert answer.symmetry_induced is None
        assert set(answer.optimisers.values()) == {None}


SWAP = symmetry({"a": terms("1 b"), "b": terms("1 a")})
TIED = ("a", "b")


def nowhere() -> Json:
    """A model that the swap of a and b leaves alone, and that is defined at no point."""
    depth = ["+", ["neg", ["**", "a", 2]], ["neg", ["**", "b", 2]]]
    return model(["+", ["*", "a", "b", "x"], ["call", "log", depth], ["neg", ["call", "log", depth]]], "a b")


class TestOfASetThatMayBeVacuousNothingIsSaid:
    """The set has no point in the domain, or none is named: it is kept, and more is not known."""

    def said(self, about: Json, by: Json, *assumed: str, manifold: Json = None) -> tuple[Any, ...]:
        answer = check(dump(document(about, evidence(invariance(by), manifold), *assumed)))
        return answer.symmetry_induced, *answer.optimisers.values()

    UNKNOWN = (None,) * 5

    @pytest.mark.parametrize("by", [SWAP, tangency()])
    def test_where_the_model_is_defined_at_no_point(self, by: Json) -> None:
        assert self.said(claim(nowhere(), TIED), by) == self.UNKNOWN

    def test_where_the_set_is_outside_the_domain(self) -> None:
        logarithm = ["call", "log", "a"]
        output = ["+", ["*", "b", "x"], logarithm, ["neg", logarithm]]
        assert self.said(claim(model(output, "a b"), ("a", "-1")), tangency()) == self.UNKNOWN

    def test_where_the_set_lies_in_a_kink(self) -> None:
        fold = ["call", "relu", ["+", "a", ["neg", "b"]]]
        about = claim(model(["+", ["*", "a", "b", "x"], fold, ["neg", fold]], "a b"), TIED)
        assert self.said(about, SWAP, "relu") == self.UNKNOWN

    def test_where_no_point_of_the_domain_is_named(self) -> None:
        about = claim(model(["+", ["*", "a", "b", "x"], ["*", "0", ["/", "1", "x"]]], "a b"), TIED)
        assert self.said(about, SWAP) == self.UNKNOWN

    def test_where_a_point_is_named_it_is(self) -> None:
        manifold = {"status": "embedded", "dimension": 1}
        about = claim(
            model(["+", ["*", "a", "b", "x"], ["*", "0", ["/", "1", "x"]]], "a b"), TIED, manifold=manifold
        )
        named = regular(place({}, input={"x": "1"}))
        assert self.said(about, SWAP, manifold=named) == (True,) * 5

    def test_of_regions_nothing_is_said_of_optimisers(self) -> None:
        neurons = [["*", a, ["call", "relu", ["*", w, "x"]]] for a, w in ("ab", "cd")]
        plane = {"status": "embedded", "dimension": 2}
        tied = symmetry({"a": terms("1 c"), "b": terms("1 d"), "c": terms("1 a"), "d": terms("1 b")})
        about = claim(model(["+", *neurons], "a b c d"), ("a", "c"), ("b", "d"), manifold=plane)
        named = regular(place({"b": "1", "d": "1"}, input={"x": "1"}))
        assert self.said(about, tied, "relu", manifold=named) == (True, None, None, None, None)

    def test_a_core_and_a_union_are_not_said_to_be_induced(self) -> None:
        assert accepted("core_inside").symmetry_induced is None
        assert accepted("composition_union").symmetry_induced is None


class TestKinksAreReportedAsTheyWereShown:
    @pytest.mark.parametrize(
        ("name", "assumed", "kept"),
        [
            ("kinks_bounded_dead_neuron", [], (True, True, True, True)),
            ("kinks_bounded_layer_without_output", [], (None, None, None, None)),
            ("kinks_by_convention", ["relu0"], (True, True, True, True)),
            ("kinks_by_convention_for_tied_neurons", ["relu0"], (None, None, None, None)),
            ("kinks_are_outside_all_regions", ["relu"], (None, None, None, None)),
            ("tangency_relu", ["relu"], (None, None, None, None)),
        ],
    )
    def test_with_its_assumption_and_what_optimisers_do(
        self, name: str, assumed: list[str], kept: tuple[bool | None, ...]
    ) -> None:
        answer = accepted(name)
        assert [assumption.name for assumption in answer.assumptions] == assumed
        assert tuple(answer.optimisers.values()) == kept


class TestAnAssumptionIsNamedAndItsQuestionRebuilt:
    def test_the_question_is_the_claim(self) -> None:
        (assumption,) = accepted("empty_by_solver").assumptions
        assert assumption.kind == "z3"
        assert assumption.query.splitlines()[1:] == [
            "(declare-const |p| Real)",
            "(declare-const |q| Real)",
            "(assert (= (+ 1.0 (* |p| |p|) (* |q| |q|)) 0.0))",
            "(check-sat)",
        ]

    def asked(self, *named: str, versions: tuple[str, str]) -> Accepted:
        """A hyperbola, and two conditions with one boundary: it is empty, say two versions of the solver."""
        where = [["a", ">", "0"], ["a", "!=", "0"]]
        empty = [{"rule": "empty", "proof": solver(version)} for version in versions]
        solved = [boundary(invariance(proof)) for proof in empty]
        twice = document(
            claim(ACCEPTED["leaving_rational"]["claim"]["model"], HYPERBOLA, where=where),
            evidence(invariance(tangency(conditions=solved))),
            *named,
        )
        return check(dump(twice))

    def test_a_question_that_is_asked_twice_is_named_once(self) -> None:
        shown = self.asked("z3 4.12", versions=("4.12", "4.12"))
        text = "z3: version 4.12 finds no real solution of -b**2 - 1 = 0"
        assert [str(one) for one in shown.assumptions] == [text]

    def test_every_version_of_the_solver_is_named(self) -> None:
        shown = self.asked("z3 4.12", "z3 4.9", versions=("4.9", "4.12"))
        assert [one.name for one in shown.assumptions] == ["z3 4.9", "z3 4.12"]
        for named in (["z3 4.12"], ["z3 4.9", "z3 4.12"], ["z3 4.12", "z3 4.12", "z3 4.9"]):
            with pytest.raises(InvalidCertificate, match="the assumptions named"):
                self.asked(*named, versions=("4.9", "4.12"))

    def test_relu_is_named_though_the_proof_does_not_look_at_it(self) -> None:
        (assumption,) = accepted("tangency_relu").assumptions
        assert (assumption.kind, assumption.query) == ("relu", None)


# Evidence that is changed at random.


def few(examples: int) -> settings:
    """So many examples, however long the machine takes for them."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])


coefficients = st.fractions(max_denominator=5).filter(bool)
monomials = st.lists(st.sampled_from(["a", "b", "x", "k"]), max_size=3)


@st.composite
def polynomials(draw: Callable[..., Any], names: str) -> Json:
    """A polynomial in the names, not zero."""
    some = st.lists(st.sampled_from(names.split()), max_size=3)
    written = draw(st.dictionaries(some.map(sorted).map(tuple), coefficients, min_size=1, max_size=3))
    return terms(*(" ".join([str(c), *names]) for names, c in written.items()))


def total(left: Json, right: Json, names: str) -> Json:
    """The sum of two polynomials."""
    sums: dict[tuple[str, ...], Fraction] = {}
    for coefficient, *factors in [*left, *right]:
        sums[tuple(factors)] = sums.get(tuple(factors), Fraction(0)) + Fraction(coefficient)
    return terms(*(" ".join([str(c), *factors]) for factors, c in sums.items() if c))


class TestNoChangeOfTheEvidenceIsAccepted:
    """Each identity has one unknown cofactor times a polynomial that is not zero: any change breaks it."""

    @pytest.mark.parametrize(
        ("name", "path", "names"),
        [
            ("tangency_cofactors", "evidence.proof.proof.lie.0.cofactors.0.1", "p q"),
            ("tangency_congruence", "evidence.proof.proof.lie.0.cofactors.0.1", "a b"),
            ("tangency_congruence", "evidence.proof.proof.congruences.0.cofactors.0.1", "a b"),
            ("tangency_relation", "evidence.proof.proof.lie.0.cofactors.0.1", "a b x"),
            ("tangency_condition_kept", "evidence.proof.proof.conditions.0.cofactors.0.0.1", "p q"),
            ("description_radical", "evidence.proof.description.vanishing.0.cofactors.0.1", "p q"),
            ("description_radical", "evidence.proof.description.implied.0.0.1", "p q"),
            ("empty_by_identity", "evidence.proof.proof.proof.cofactors.0.1", "p q"),
            ("tangency_conserved", "evidence.manifold.everywhere.cofactors.0.1", "a b"),
            ("regular_redundant", "evidence.manifold.redundant.0.cofactors.0.1", "x y z"),
        ],
    )
    @given(data=st.data())
    @few(15)
    def test_a_changed_cofactor(self, name: str, path: str, names: str, data: st.DataObject) -> None:
        change = data.draw(polynomials(names))
        right: Json = ACCEPTED[name]
        for key in path.split("."):
            right = right[int(key) if isinstance(right, list) else key]
        with pytest.raises(InvalidCertificate):
            check(dump(spoilt(ACCEPTED[name], {path: total(right, change, names)})))

    @given(a=st.fractions(), b=st.fractions())
    @few(50)
    def test_a_changed_point(self, a: Any, b: Any) -> None:
        """F = a·b·x keeps neither a = 0 nor the circle; a point refutes if it is on the set, and b ≠ 0."""
        found, _ = judged(
            spoilt(ACCEPTED["leaving_rational"], {"evidence.proof.place.point": {"a": str(a), "b": str(b)}})
        )
        assert (found == "accepted") == (a == 0 and b != 0)

    @given(a=st.fractions(), b=st.fractions())
    @few(50)
    def test_a_changed_regular_point(self, a: Any, b: Any) -> None:
        """The double line of x² - y² = 0 is regular at every point of it but 0."""
        cone = claim(
            fields("x y", ["0", "0"]),
            (["+", ["**", "x", 2], ["neg", ["**", "y", 2]]], "0"),
            manifold={"status": "regular locus", "dimension": 1},
        )
        offered = evidence(invariance(tangency()), regular(place({"x": str(a), "y": str(b)}), [0]))
        assert (judged(document(cone, offered))[0] == "accepted") == (abs(a) == abs(b) != 0)


# Evidence that would keep a careless checker busy for ever.


def tower(base: Json, floors: int) -> Json:
    for _ in range(floors):
        base = ["**", base, 1000]
    return base


def _endless() -> dict[str, Json]:
    line = ("b", ["+", "a", "-3"])
    step = leaving(place({"a": "3"}), letter(), letter())
    eleven = [f"x{at}" for at in range(11)]
    powers = [
        (
            ["+", *(["*", str((i + 2) ** j), ["**", x, 2]] for j, x in enumerate(eleven))],
            str(sum((i + 2) ** j for j in range(11))),
        )
        for i in range(11)
    ]
    return {
        "a_tower_of_powers_at_a_point": document(
            claim(model(["+", tower("a", 4), "b"], "a b", ""), line, verdict="refuted"), evidence(step)
        ),
        "a_long_number_to_a_high_power": document(
            claim(fields("a b", ["1", "0"]), (["**", "a", 1000], "b"), verdict="refuted"),
            evidence(leaving(place({"a": "7" * 4000}), letter())),
        ),
        "many_parameters": document(
            claim({**model("a", "a", ""), "parameters": [["a", []], ["W", [800, 800]]]}),
            evidence(invariance(tangency())),
        ),
        "a_large_product": document(
            claim(
                {
                    "parameters": [["W", [300, 300]]],
                    "outputs": [["sum", ["@", "W", "W"]]],
                }
            ),
            evidence(invariance(tangency())),
        ),
        "minors_of_a_large_matrix": document(
            claim(
                {"parameters": scalars(" ".join(eleven)), "fields": [["0"] * 11]},
                *powers,
                manifold={"status": "embedded", "dimension": 0},
            ),
            evidence(
                invariance(tangency()),
                regular(place(dict.fromkeys(eleven, "1")), range(11), everywhere=solver()),
            ),
        ),
        "many_exponentials_to_a_high_power": document(
            claim(
                model(
                    ["**", ["+", *(["call", "exp", ["*", f"{n}/211", "a"]] for n in range(1, 200))], 20],
                    "a b",
                    "",
                ),
                ("b", "a"),
                verdict="refuted",
            ),
            evidence(leaving(place({"a": "1", "b": "1"}), letter())),
        ),
    }


ENDLESS = _endless()


@pytest.mark.parametrize("name", sorted(ENDLESS))
def test_a_small_file_is_answered_soon(name: str) -> None:
    data = dump(ENDLESS[name])
    start = process_time()
    with suppress(KernelError):
        check(data)
    assert process_time() - start < SECONDS


def _laborious() -> dict[str, Json]:
    """Small files whose check is long work of one kind."""
    ties = [["index", "a", ["slice", *ends]] for ends in ((None, -1), (1, None))]
    transposed: Json = "a"
    for _ in range(200):
        transposed = ["T", transposed]
    vector = {"parameters": [["a", [2000]]], "inputs": scalars("x")}
    sphere = (["@", "a", "a"], "1")
    coefficients = ["-1", *(str(7 ** (110 + at) % 3**250) for at in range(32))]
    long = root(" ".join([*coefficients[:-1], "1"]), "0", "1")
    shown = evidence(invariance(tangency()))
    return {
        "elimination": document(
            claim({**vector, "outputs": [["*", "x", "x"]]}, (["sum", "a"], "1"), (ties[0], ties[1])), shown
        ),
        "sweeps": document(
            claim(
                {
                    "parameters": [["a", [500]], ["b", []]],
                    "inputs": [["x", [3000]]],
                    "outputs": [["*", "a", ["sum", "x"]]],
                },
                ("b", "0"),
            ),
            shown,
        ),
        "transposition": document(
            claim(
                {"parameters": [["a", [400, 400]]], "inputs": scalars("x"), "outputs": [["*", "x", "x"]]},
                *[(["index", transposed, 0, 0], "0")] * 4,
            ),
            shown,
        ),
        "broadcasting": document(
            claim(
                {"parameters": [["a", [20000]]], "inputs": scalars("x"), "outputs": [["*", "x", "x"]]},
                (["index", ["+", *["1"] * 30, "a"], 0], "0"),
            ),
            shown,
        ),
        "derivatives": document(
            claim(
                {**vector, "outputs": [["*", "x", "x"]]},
                sphere,
                manifold={"status": "regular locus", "dimension": 1999},
            ),
            evidence(invariance(tangency()), regular(place({"a[0]": "1"}), [0])),
        ),
        "products of zeros": document(
            claim(
                {"parameters": [["a", [400, 2]]], "inputs": scalars("x"), "outputs": [["*", "x", "x"]]},
                (["sum", ["@", ["*", "0", "a"], ["*", "0", ["T", "a"]]]], "0"),
                (["sum", ["@", ["*", "0", "a"], ["*", "0", ["T", "a"]]]], "1"),
            ),
            shown,
        ),
        "lists of arrays": document(
            claim(
                {"parameters": [["a", [50_000]]], "inputs": scalars("x"), "outputs": [["*", "x", "x"]]},
                *[(["sum", ["list", *["a"] * 30]], "0")] * 30,
            ),
            shown,
        ),
        "long coordinates": document(
            claim(
                fields("a b c", ["1", "0", "0"]), (["**", ["+", "a", "b", "c"], 12], "0"), verdict="refuted"
            ),
            evidence(
                leaving(
                    place(
                        {
                            name: f"{7**1500}/{base**1000}"
                            for name, base in zip("abc", (3, 5, 11), strict=True)
                        }
                    ),
                    letter(),
                )
            ),
        ),
        "roots": document(
            claim(
                {"parameters": [["a", [60]]], "inputs": scalars("x"), "outputs": [["*", "x", "x"]]},
                (["sum", ["**", "a", 20]], "0"),
                verdict="refuted",
            ),
            evidence(
                leaving(place({f"a[{at}]": coefficients[:32] for at in range(60)}, root=long), letter(x="1"))
            ),
        ),
    }


LABORIOUS = _laborious()


@pytest.mark.parametrize("kind", LABORIOUS)
def test_all_work_is_counted(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certsim.kernel.meter.BASE", 1e7)
    with pytest.raises(LimitExceeded, match="more arithmetic than it is allowed"):
        check(dump(LABORIOUS[kind]))


def test_a_sum_of_long_numbers_is_not_let_grow() -> None:
    long = ["+", "a", *[["/", "1", str(7**4000 + at)] for at in range(150)]]
    about = {"parameters": scalars("a"), "inputs": scalars("x"), "outputs": [["*", "a", "x"]]}
    with pytest.raises(LimitExceeded, match="a number of more than 1000000 bits"):
        check(dump(document(claim(about, (long, "0")), evidence(invariance(tangency())))))


@pytest.mark.parametrize(
    ("raised", "refused", "message"),
    [
        (RecursionError, MalformedCertificate, "an expression nested too deep"),
        (MemoryError, LimitExceeded, "needs more memory"),
    ],
)
def test_what_python_runs_out_of_refuses_the_certificate(
    monkeypatch: pytest.MonkeyPatch, raised: type[Exception], refused: type[KernelError], message: str
) -> None:
    def read(_: bytes) -> None:
        raise raised

    monkeypatch.setattr("certsim.kernel.check.read_certificate", read)
    with pytest.raises(refused, match=message):
        check(b"{}")
