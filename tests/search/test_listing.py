"""Evidence lists the atoms that it mentions, and its numbers for them are those of its list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from certsim import Candidate, Model, Options, Verdict, certify
from certsim.kernel.check import check, read_certificate
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Congruence, LieDerivative, Reference, Tangency
from certsim.kernel.statement.claim import Claim, read_claim
from certsim.kernel.terms.polynomial import ONE, Polynomial
from certsim.kernel.terms.tower import Atom
from certsim.search.listing import listed
from tests.kernel.forge import call, claim, model

A, B, X = map(Polynomial.variable, range(3))
ZEROTH, FIRST, SECOND, THIRD = map(Polynomial.variable, range(3, 7))


def about() -> Claim:
    return read_claim(claim(model(["*", "a", call("exp", "b"), "x"], "a b"), ("a", "0")))


def times(kind: str, index: int, cofactor: Polynomial) -> LieDerivative:
    return LieDerivative(0, 0, 0, ((Reference(kind, index), cofactor),))


class TestAtoms:
    def test_that_are_mentioned_are_listed_in_their_order_with_those_in_their_arguments(self) -> None:
        given = about()
        tower = given.tower()
        exp, sinh = tower.call("exp", B), tower.call("sinh", A)
        tower.call("inv", exp)
        met = set(tower.met)
        assert (exp, sinh) == (ZEROTH, FIRST)
        found = listed(Tangency((), (times("relation", 2, A * SECOND),), ()), given, tower, met)
        assert found.atoms == (Atom("exp", B), Atom("inv", ZEROTH))
        assert found.lie == (times("relation", 1, A * FIRST),)

    def test_are_none_where_none_is_mentioned(self) -> None:
        given = about()
        tower = given.tower()
        tower.call("exp", B)
        proof = Tangency((), (times("equation", 0, A),), ())
        assert listed(proof, given, tower, set(tower.met)) == proof

    def test_that_congruences_bring_come_after_them(self) -> None:
        given = about()
        tower = given.tower()
        tower.call("exp", B)
        tower.call("sinh", B * B)
        met = set(tower.met)
        tower.call("tanh", A)
        tower.call("sinh", A)
        equal = Congruence(1, A, ())
        found = listed(Tangency((equal,), (times("equation", 0, THIRD),), ()), given, tower, met)
        assert found.atoms == (Atom("sinh", B * B),)
        assert found.congruences == (replace(equal, atom=0),)
        assert found.lie == (times("equation", 0, FIRST),)

    def test_that_nothing_brings_are_refused(self) -> None:
        given = about()
        tower = given.tower()
        tower.call("exp", B)
        with pytest.raises(InvalidCertificate, match="that nothing brings"):
            listed(Tangency((), (times("equation", 0, ZEROTH * ONE),), ()), given, tower, set())


def proof_of(of: Model, *equations: str, **parts: object) -> Tangency:
    """The tangency that is found, once the kernel has accepted it."""
    result = certify(of, Candidate.parse(of, equations, **parts))
    assert result.verdict is Verdict.CERTIFIED, result
    assert result.certificate is not None
    check(result.certificate)
    proof = read_certificate(result.certificate).evidence.proof.proof
    assert isinstance(proof, Tangency)
    return proof


def test_a_level_of_a_quotient_beside_where_it_is_not_defined() -> None:
    of = Model.parse("tanh(c*x) + a/b*x", parameters=["a", "b", "c"], inputs=["x"])
    assert proof_of(of, "b*(a**2 + b**2) = b*k", constants=["k"]).atoms == (Atom("inv", B),)


def test_relations_of_one_datum_are_not_used_at_another() -> None:
    """At x = 1 the model divides by p; at x = 0 it is p·q, which leaves p² = 0."""
    output = "(1 - x)*p*q + x/(p*x + 1 - x)"
    of = Model.parse(output, parameters=["p", "q"], inputs=["x"], data=[{"x": "1"}, {"x": "0"}])
    found = certify(of, Candidate.parse(of, ["p**2 = 0"]), options=Options(5.0))
    assert found.verdict is not Verdict.CERTIFIED


def test_relations_of_each_datum_are_used_there() -> None:
    output = "(2 - x)*a/b + (x - 1)*c/d"
    data = [{"x": "1"}, {"x": "2"}]
    of = Model.parse(output, parameters=["a", "b", "c", "d"], inputs=["x"], data=data)
    assert proof_of(of, "b*(a**2 + b**2) = b").atoms == (Atom("inv", B),)
    assert proof_of(of, "d*(c**2 + d**2) = d").atoms == (Atom("inv", Polynomial.variable(3)),)
