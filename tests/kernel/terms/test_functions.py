"""The table of functions against mpmath, by an evaluator of expressions that shares no code with certsim."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.kernel.terms.calculus import gradient
from certsim.kernel.terms.definitions import DEFINITIONS, ELEMENTWISE, INNER_SIGNATURES, SIGNATURES
from certsim.kernel.terms.expression import Scope, declare
from certsim.kernel.terms.functions import (
    ELEMENTARY,
    EXPONENTIAL,
    Domain,
    FunctionTable,
    Parity,
    calls_in,
)
from certsim.kernel.terms.graph import Graph
from certsim.kernel.values.interval import Interval, enclose
from certsim.kernel.values.residue import Basis, LiftedResidues
from tests.oracle import FUNCTIONS, OF_SEVERAL, Oracle, real

few = settings(max_examples=25, deadline=None, derandomize=True, database=None)
arguments = st.fractions(-5, 5, max_denominator=50).filter(bool)
ORACLE = Oracle()
NEAR = mpmath.mpf("1e-40")
TABLE = FunctionTable({})


@pytest.fixture(autouse=True)
def _many_digits() -> Any:
    with mpmath.workdps(80):
        yield


def rows(part: str) -> list[str]:
    """The functions of which the table says this."""
    said = {name: getattr(row, part) for name, row in ELEMENTARY.items()}
    return [name for name, value in said.items() if value is not None and value is not False]


def within(name: str, u: Fraction) -> Any:
    """The argument, or the one with the other sign, where the function is defined."""
    return real(abs(u) if ELEMENTARY[name].domain is Domain.POSITIVE else u)


def is_near(left: Any, right: Any) -> bool:
    return abs(left - right) <= NEAR * (1 + abs(left) + abs(right))


class TestWhatARowSaysIsTrue:
    @pytest.mark.parametrize("name", ELEMENTARY)
    @few
    @given(u=arguments)
    def test_the_derivative(self, name: str, u: Fraction) -> None:
        at, step = within(name, u), mpmath.mpf("1e-25")
        slope = (FUNCTIONS[name](at + step) - FUNCTIONS[name](at - step)) / (2 * step)
        assert is_near(slope, ORACLE.value(ELEMENTARY[name].derivative, {"u": at}))

    @pytest.mark.parametrize("name", rows("parity"))
    @few
    @given(u=arguments)
    def test_the_parity(self, name: str, u: Fraction) -> None:
        value, reflected = (FUNCTIONS[name](real(argument)) for argument in (u, -u))
        expected = {Parity.ODD: -value, Parity.EVEN: value, Parity.COMPLEMENT: 1 - value}
        parity = ELEMENTARY[name].parity
        assert parity is not None
        assert is_near(reflected, expected[parity])

    @pytest.mark.parametrize("name", rows("at_zero"))
    def test_the_value_at_zero(self, name: str) -> None:
        at_zero = ELEMENTARY[name].at_zero
        assert at_zero is not None
        assert is_near(FUNCTIONS[name](mpmath.mpf(0)), real(at_zero))

    @pytest.mark.parametrize("name", [name for name, row in ELEMENTARY.items() if row.at_zero is None])
    def test_no_simple_value_at_zero_is_left_out(self, name: str) -> None:
        if ELEMENTARY[name].domain is None:
            value = FUNCTIONS[name](mpmath.mpf(0))
            assert all(abs(value * n - mpmath.nint(value * n)) > NEAR for n in range(1, 100))

    @pytest.mark.parametrize("name", ELEMENTARY)
    def test_the_domain(self, name: str) -> None:
        places = {
            None: (),
            Domain.REGION: (Fraction(0),),
            Domain.NONZERO: (Fraction(0),),
            Domain.POSITIVE: (Fraction(0), Fraction(-1)),
        }
        outside = places[ELEMENTARY[name].domain]
        for at in (Fraction(0), Fraction(-1), Fraction(1), Fraction(7, 3)):
            assert is_analytic_at(name, at) == (at not in outside)

    @pytest.mark.parametrize("name", rows("positive"))
    @few
    @given(u=arguments)
    def test_the_sign(self, name: str, u: Fraction) -> None:
        assert FUNCTIONS[name](within(name, u)) > 0

    @pytest.mark.parametrize("name", [name for name, row in ELEMENTARY.items() if not row.positive])
    def test_no_sign_is_left_out(self, name: str) -> None:
        places = [within(name, Fraction(n, 2)) for n in (-9, -3, -1, 1, 3, 9)]
        assert any(FUNCTIONS[name](at) <= 0 for at in places)

    @pytest.mark.parametrize(
        ("name", "part"),
        [(name, part) for part in ("relation", "connection") for name in rows(part)],
    )
    @few
    @given(u=arguments)
    def test_what_is_zero(self, name: str, part: str, u: Fraction) -> None:
        at = within(name, u)
        value = ORACLE.value(getattr(ELEMENTARY[name], part), {"u": at, "t": FUNCTIONS[name](at)})
        assert abs(value) <= NEAR * (1 + FUNCTIONS["exp"](2 * abs(at)))

    @pytest.mark.parametrize("name", rows("formula"))
    @few
    @given(u=arguments)
    def test_the_formula(self, name: str, u: Fraction) -> None:
        at = real(u)
        assert is_near(ORACLE.value(ELEMENTARY[name].formula, {"u": at}), FUNCTIONS[name](at))

    @pytest.mark.parametrize("name", sorted(ELEMENTWISE - OF_SEVERAL.keys()))
    @few
    @given(u=arguments)
    def test_what_an_abbreviation_stands_for(self, name: str, u: Fraction) -> None:
        value = ORACLE.value(DEFINITIONS[name].body, {"z": real(u), "pi": +mpmath.pi})
        assert is_near(value, FUNCTIONS[name](real(u)))

    @pytest.mark.parametrize("name", sorted(OF_SEVERAL))
    @few
    @given(u=arguments, one=arguments, other=arguments)
    def test_what_one_of_several_arguments_stands_for(
        self, name: str, u: Fraction, one: Fraction, other: Fraction
    ) -> None:
        names = SIGNATURES[name].arrays
        values = list(map(real, (u, min(one, other), max(one, other))))[: len(names)]
        value = ORACLE.value(DEFINITIONS[name].body, dict(zip(names, values, strict=True)))
        assert is_near(value, OF_SEVERAL[name](*values))


def is_analytic_at(name: str, at: Fraction) -> bool:
    """Whether difference quotients from both sides of the place agree."""
    step = mpmath.mpf("1e-30")
    try:
        value = FUNCTIONS[name](real(at))
        slopes = [(FUNCTIONS[name](real(at) + s) - value) / s for s in (step, -step, step / 2)]
    except ZeroDivisionError:
        return False
    return mpmath.im(value) == 0 and max(abs(slope - slopes[0]) for slope in slopes) < mpmath.mpf("1e-20")


class TestFormulasEndInPrimitives:
    @pytest.mark.parametrize("name", rows("formula"))
    def test_no_formula_calls_a_function_that_has_one(self, name: str) -> None:
        called = calls_in(ELEMENTARY[name].formula)
        assert called
        assert not any(ELEMENTARY[other].formula for other in called)

    @pytest.mark.parametrize("name", sorted(EXPONENTIAL - {"exp"}))
    def test_those_in_exponentials_call_them_at_u_itself(self, name: str) -> None:
        """Residues stand for e^u: what is done with u before would be lost."""

        def arguments_in(tree: Any) -> list[Any]:
            if not isinstance(tree, list):
                return []
            own = [tree[2]] if tree[0] == "call" else []
            return own + [found for part in tree[1:] for found in arguments_in(part)]

        assert set(map(str, arguments_in(ELEMENTARY[name].formula))) == {"u"}

    def test_the_functions_of_exponentials_are_these(self) -> None:
        assert {"exp", "tanh", "sigmoid", "sinh", "cosh"} == EXPONENTIAL

    def test_calls_are_found_at_any_depth(self) -> None:
        tree = ["+", ["call", "f", ["**", ["call", "g", "u"], 2]], ["*", "2", ["neg", ["call", "h", "call"]]]]
        assert calls_in(tree) == {"f", "g", "h"}
        assert calls_in("call") == calls_in(["*", "u", "2"]) == frozenset()


class TestEveryTableKnowsEveryFunction:
    def test_this_one(self) -> None:
        assert ELEMENTARY.keys().isdisjoint(DEFINITIONS)
        assert SIGNATURES.keys().isdisjoint(INNER_SIGNATURES)
        own = {"inv", "gaussian", "normal_cdf", "normal_pdf", "step"}
        assert ELEMENTARY.keys() - SIGNATURES.keys() == own
        assert INNER_SIGNATURES.keys() >= own
        assert SIGNATURES.keys() >= DEFINITIONS.keys() > ELEMENTWISE

    @pytest.mark.parametrize("name", sorted(ELEMENTARY.keys() & SIGNATURES.keys() | ELEMENTWISE))
    def test_models_call_it_and_derivatives_stay_in_the_table(self, name: str) -> None:
        graph = Graph(TABLE)
        scope = Scope(graph, declare(graph, [("u", ()), ("pi", ())], 0))
        more = ["1/3", "2"][: len(SIGNATURES[name].arrays) - 1]
        node = scope.scalar(["call", name, "u", *more])
        for _ in range(3):
            node = gradient(graph, node, [0]).get(0, graph.zero)
        assert graph.called <= ELEMENTARY.keys()

    @pytest.mark.parametrize("name", ELEMENTARY)
    @few
    @given(u=arguments)
    def test_it_has_enclosures(self, name: str, u: Fraction) -> None:
        at = abs(u) if ELEMENTARY[name].domain is Domain.POSITIVE else u
        found = enclose(name, Interval.point(at), 64)
        assert real(found.lo) - NEAR <= FUNCTIONS[name](real(at)) <= real(found.hi) + NEAR
        assert found.width <= found.magnitude * Fraction(1, 2**60)

    @pytest.mark.parametrize("name", sorted(EXPONENTIAL))
    def test_those_in_exponentials_have_residues(self, name: str) -> None:
        """Modulo 10007 with 3 for e^(1/2), by hand."""
        modulus, e = 10_007, 3**5
        ring = LiftedResidues(modulus, Basis(2, 3, 1, 0))
        value = ring.call(name, ring.number(Fraction(5, 2)))
        down = pow(e, -1, modulus)
        numerator, denominator = {
            "exp": (e, 1),
            "tanh": (e - down, e + down),
            "sigmoid": (1, 1 + down),
            "sinh": (e - down, 2),
            "cosh": (e + down, 2),
        }[name]
        assert (value.value * denominator - numerator) % modulus == 0
        assert value.exact is None


class TestOfAnUnspecifiedFunctionTheFactsAreKnown:
    @pytest.mark.parametrize(
        ("facts", "name", "parity", "at_zero"),
        [
            (set(), "f", None, None),
            ({"odd"}, "f", Parity.ODD, Fraction(0)),
            ({"odd"}, "f'", Parity.EVEN, None),
            ({"odd"}, "f''", Parity.ODD, Fraction(0)),
            ({"even"}, "f", Parity.EVEN, None),
            ({"even"}, "f'", Parity.ODD, Fraction(0)),
            ({"even"}, "f''", Parity.EVEN, None),
            ({"zero_at_zero"}, "f", None, Fraction(0)),
            ({"zero_at_zero"}, "f'", None, None),
            ({"even", "zero_at_zero"}, "f", Parity.EVEN, Fraction(0)),
            ({"even", "zero_at_zero"}, "f''", Parity.EVEN, None),
        ],
    )
    def test_and_nothing_else(
        self, facts: set[str], name: str, parity: Parity | None, at_zero: Fraction | None
    ) -> None:
        row = FunctionTable({"f": frozenset(facts)}).row(name)
        assert (row.parity, row.at_zero) == (parity, at_zero)
        assert row.derivative == ["call", name + "'", "u"]
        assert (row.domain, row.positive, row.relation, row.connection, row.formula) == (
            *(None, False),
            *(None, None, None),
        )

    def test_a_function_that_nobody_declared_is_not_known(self) -> None:
        with pytest.raises(KeyError):
            TABLE.row("f")


NUMBERS = [Fraction(n, 2) for n in (-3, -1, 0, 1, 3)]


class TestADomainHoldsNearANumber:
    @pytest.mark.parametrize(
        ("domain", "outside"),
        [
            (Domain.REGION, []),
            (Domain.NONZERO, [0]),
            (Domain.POSITIVE, [Fraction(-3, 2), Fraction(-1, 2), 0]),
        ],
    )
    def test_where_the_function_is_analytic(self, domain: Domain, outside: list[Fraction]) -> None:
        """A step of a number is constant, whatever the number is: 0 everywhere is no kink."""
        assert [number for number in NUMBERS if not domain.holds(number)] == outside


class TestTheNarrowerOfTwoDomains:
    @pytest.mark.parametrize(("one", "other"), list(product(Domain, Domain)))
    def test_holds_where_both_do(self, one: Domain, other: Domain) -> None:
        both = one.narrower(other)
        for number in NUMBERS:
            assert both.holds(number) == (one.holds(number) and other.holds(number))

    @pytest.mark.parametrize("domain", Domain)
    def test_is_the_one_where_there_is_no_other(self, domain: Domain) -> None:
        assert domain.narrower(None) is domain

    @pytest.mark.parametrize(
        ("one", "other", "both"),
        [
            (Domain.REGION, Domain.NONZERO, Domain.NONZERO),
            (Domain.REGION, Domain.POSITIVE, Domain.POSITIVE),
            (Domain.NONZERO, Domain.POSITIVE, Domain.POSITIVE),
        ],
    )
    def test_does_not_depend_on_the_order(self, one: Domain, other: Domain, both: Domain) -> None:
        assert one.narrower(other) is both
        assert other.narrower(one) is both
