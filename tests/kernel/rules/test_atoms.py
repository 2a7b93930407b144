"""Atoms that evidence lists: their numbers are those of the list, whatever was computed before."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.kernel.check import read_certificate
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    BoundaryInvariant,
    Congruence,
    Invariance,
    LieDerivative,
    Reference,
    Settled,
    Tangency,
)
from certsim.kernel.rules import RULES
from certsim.kernel.rules.atoms import mentioned, relations, require_listed
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.statement.strict_json import dump
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial
from certsim.kernel.terms.tower import Atom, Tower
from tests.corpus.accepted import ACCEPTED
from tests.kernel.forge import call, claim, model

LISTING = [
    "atoms_one_above_the_other",
    "atoms_image_of_a_congruence",
    "atoms_image_that_is_listed",
    "atoms_met_at_all_data",
    "atoms_outside_the_domain",
    "atoms_connected",
    "atoms_of_a_closure",
    "settled_by_conditions_of_set_and_inputs",
    "tangency_congruence",
    "tangency_relation",
]


@pytest.mark.parametrize("name", LISTING)
def test_numbers_do_not_depend_on_what_was_made_in_the_graph_before(name: str) -> None:
    """The calls at sums of many leaves, and derivatives of the last fields, are made first."""
    certificate = read_certificate(dump(ACCEPTED[name]))
    about, graph = certificate.claim, certificate.claim.model.graph
    for function in ("cosh", "sinh", "exp", "inv", "step"):
        graph.call(function, graph.add(map(graph.leaf, range(len(about.names)))))
    for field in reversed(range(about.model.family_size)):
        for parameter in reversed(range(about.parameter_count)):
            about.model.field(field, [parameter])
    _, rule = RULES[type(about.subject), type(certificate.evidence.proof)]
    assert rule(Setting.of(about), about.subject, certificate.evidence.proof)


ABOUT = read_claim(claim(model(["*", "a", call("exp", "b"), "x"], "a b"), ("a", "0")))
A, B, X, FIRST, SECOND, THIRD = map(Polynomial.variable, range(6))
EXP, INVERSE = Atom("exp", B), Atom("inv", FIRST)


class TestWhatIsMentioned:
    @pytest.mark.parametrize(
        ("part", "numbers"),
        [
            (A * B * X, set()),
            (A * SECOND + THIRD**2, {1, 2}),
            ((A, (FIRST, (THIRD,))), {0, 2}),
            (Reference("relation", 4), {4}),
            (Reference("connection", 1), {1}),
            (Reference("equation", 4), set()),
            (Congruence(2, FIRST, ()), {0, 2}),
            (Settled(1, True, (), ((Reference("relation", 0), ONE),)), {0, 1}),
            (LieDerivative(5, 6, 7, ((Reference("input", 3), THIRD),)), {2}),
        ],
    )
    def test_by_polynomials_and_by_numbers(self, part: Any, numbers: set[int]) -> None:
        assert set(mentioned(part, 3)) == numbers

    def test_not_what_is_mentioned_where_other_atoms_are_listed(self) -> None:
        inner = Tangency((), (LieDerivative(0, 0, 0, ((Reference("relation", 0), ONE),)),), (), None)
        assert set(mentioned(BoundaryInvariant(Invariance(None, inner)), 3)) == set()


class TestAList:
    def test_holds_what_is_mentioned_and_what_that_mentions(self) -> None:
        require_listed(ABOUT, [EXP, INVERSE], 2, {EXP, INVERSE}, SECOND)

    @pytest.mark.parametrize(
        ("atoms", "numbered", "met", "part", "message"),
        [
            ([EXP], 1, {EXP}, SECOND, "an atom is used that there is not"),
            ([EXP], 1, {EXP}, A, "atom 0 is listed, and is not mentioned"),
            ([EXP, INVERSE], 2, {EXP, INVERSE}, FIRST, "atom 1 is listed, and is not mentioned"),
            ([EXP, INVERSE], 2, {EXP}, SECOND, "atom 1 is not met"),
            ([EXP, INVERSE], 2, {INVERSE}, SECOND, "atom 0 is not met"),
        ],
    )
    def test_holds_nothing_else(
        self, atoms: list[Atom], numbered: int, met: set[Atom], part: Any, message: str
    ) -> None:
        with pytest.raises(InvalidCertificate, match=message):
            require_listed(ABOUT, atoms, numbered, met, part)


def test_relations_are_those_of_atoms_that_were_met() -> None:
    tower = ABOUT.tower()
    tower.reserve([EXP, INVERSE, Atom("sqrt", A)])
    relation = FIRST * SECOND - 1
    assert relations(ABOUT, tower, 3, {EXP, INVERSE}, {EXP}) == [[ZERO, relation, ZERO], [ZERO] * 3]
    assert relations(ABOUT, tower, 1, {EXP, INVERSE}) == [[ZERO]]


class TestNumbersThatAreReserved:
    def tower(self, *atoms: Atom) -> Tower:
        found = ABOUT.tower()
        found.reserve(atoms)
        return found

    def test_are_those_of_calls(self) -> None:
        tower = self.tower(EXP, INVERSE)
        assert tower.call("tanh", A) == THIRD
        assert tower.call("inv", tower.call("exp", B)) == SECOND
        assert tower.met == {Atom("tanh", A), EXP, INVERSE}

    def test_are_met_only_if_a_call_brings_them(self) -> None:
        tower = self.tower(EXP, Atom("tanh", -A), Atom("inv", 2 * B), Atom("exp", ZERO))
        assert tower.call("tanh", -A) == -tower.call("tanh", A)
        assert tower.call("inv", 2 * B) * 2 == tower.call("inv", B)
        assert tower.call("exp", ZERO) == ONE
        assert tower.met == {Atom("tanh", A), Atom("inv", B)}

    @pytest.mark.parametrize(
        ("atoms", "message"),
        [
            ([EXP, EXP], "atom 1 is listed twice"),
            ([INVERSE], "an atom is used that there is not"),
            ([Atom("exp", SECOND), EXP], "an atom is used that there is not"),
            ([Atom("sigma", B)], "there is no function 'sigma'"),
            ([Atom("exp'", B)], "there is no function"),
            ([Atom("", B)], "there is no function"),
        ],
    )
    def test_are_those_of_different_calls_one_above_the_other(self, atoms: list[Atom], message: str) -> None:
        with pytest.raises(InvalidCertificate, match=message):
            self.tower(*atoms)

    def test_of_jets_of_unspecified_functions(self) -> None:
        of = model(["*", "a", call("s", ["*", "b", "x"])], "a b", functions={"s": ["odd"]})
        tower = read_claim(claim(of)).tower()
        tower.reserve([Atom("s''", B * X)])
        assert tower.call("s''", -B * X) == -FIRST
