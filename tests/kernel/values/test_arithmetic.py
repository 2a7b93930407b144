"""The three arithmetics behind one protocol, and the strict reading and writing of numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from certsim.kernel.errors import InvalidCertificate, LimitExceeded, MalformedCertificate
from certsim.kernel.values.algebraic import AlgebraicField, AlgebraicNumber
from certsim.kernel.values.arithmetic import (
    MAX_DIGITS,
    Arithmetic,
    ExactArithmetic,
    ExponentialArithmetic,
    Number,
    number_to_json,
    read_number,
    read_rational,
)
from certsim.kernel.values.enclosure import EnclosureArithmetic
from certsim.kernel.values.interval import Undefined

EXACT, EXPONENTIAL, ENCLOSURE = ExactArithmetic(), ExponentialArithmetic(), EnclosureArithmetic(128)
ALL: list[Arithmetic[Any]] = [EXACT, EXPONENTIAL, ENCLOSURE]
SQRT3 = AlgebraicField([-3, 0, 1], 1, 2).generator

rationals = st.fractions(-20, 20, max_denominator=30)


def polynomial_value(arithmetic: Arithmetic[Any], q: Fraction) -> Any:
    x = arithmetic.number(q)
    return (x - 1) * (2 - x) + x**3 * Fraction(1, 3) - (-x) * x**0


class TestOneProtocol:
    @given(rationals)
    def test_ring_operations_agree_everywhere(self, q: Fraction) -> None:
        expected = (q - 1) * (2 - q) + q**3 / 3 + q
        for arithmetic in ALL:
            value = polynomial_value(arithmetic, q)
            assert arithmetic.is_nonzero(value) == (expected != 0)
            assert arithmetic.is_positive(value) == (expected > 0)
            assert not arithmetic.is_nonzero(value - expected)

    @given(rationals)
    def test_inverses(self, q: Fraction) -> None:
        for arithmetic in ALL:
            x = arithmetic.number(q)
            if q == 0:
                with pytest.raises(Undefined):
                    arithmetic.apply("inv", x)
            else:
                assert not arithmetic.is_nonzero(arithmetic.apply("inv", x) * x - 1)

    @pytest.mark.parametrize("arithmetic", ALL)
    def test_steps(self, arithmetic: Arithmetic[Any]) -> None:
        for q, value in ((Fraction(-1, 3), 0), (Fraction(1, 3), 1)):
            assert not arithmetic.is_nonzero(arithmetic.apply("step", arithmetic.number(q)) - value)
        with pytest.raises(Undefined):
            arithmetic.apply("step", arithmetic.number(Fraction(0)))

    @pytest.mark.parametrize("arithmetic", ALL)
    @pytest.mark.parametrize(
        ("function", "at", "value"),
        [
            ("tanh", 0, "0"),
            ("sigmoid", 0, "1/2"),
            ("normal_cdf", 0, "1/2"),
            ("erf", 0, "0"),
            ("exp", 0, "1"),
            ("sin", 0, "0"),
            ("cos", 0, "1"),
            ("sinh", 0, "0"),
            ("cosh", 0, "1"),
            ("atan", 0, "0"),
            ("log", 1, "0"),
            ("sqrt", Fraction(9, 4), "3/2"),
            ("sqrt", 0, "0"),
        ],
    )
    def test_rational_values_of_functions(
        self, arithmetic: Arithmetic[Any], function: str, at: Fraction, value: str
    ) -> None:
        result = arithmetic.apply(function, arithmetic.number(Fraction(at)))
        assert not arithmetic.is_nonzero(result - Fraction(value))
        if arithmetic is not ENCLOSURE:
            assert arithmetic.to_json(result) == value

    @pytest.mark.parametrize("arithmetic", ALL)
    @pytest.mark.parametrize(("function", "at"), [("log", 0), ("log", -1), ("sqrt", -4), ("nonsense", 0)])
    def test_undefined_everywhere(self, arithmetic: Arithmetic[Any], function: str, at: int) -> None:
        with pytest.raises(Undefined):
            arithmetic.apply(function, arithmetic.number(Fraction(at)))


class TestExactArithmetic:
    def test_algebraic_numbers(self) -> None:
        assert not EXACT.is_nonzero(SQRT3 * SQRT3 - 3)
        assert not EXACT.is_nonzero(EXACT.apply("inv", SQRT3) * 3 - SQRT3)
        assert EXACT.is_positive(SQRT3 - 1)
        assert not EXACT.is_positive(1 - SQRT3)
        assert EXACT.apply("sqrt", SQRT3**2 + 1) == 2
        assert EXACT.apply("tanh", SQRT3 * SQRT3 - 3) == 0
        assert EXACT.apply("step", Fraction(1) - SQRT3) == 0

    @pytest.mark.parametrize(
        ("function", "at"),
        [("tanh", 1), ("exp", 1), ("log", 2), ("sqrt", 2), ("sqrt", Fraction(1, 2)), ("gaussian", 0)],
    )
    def test_irrational_values_are_undefined(self, function: str, at: Fraction) -> None:
        with pytest.raises(Undefined):
            EXACT.apply(function, Fraction(at))

    def test_functions_of_irrational_numbers_are_undefined(self) -> None:
        for function in ("tanh", "sqrt", "exp"):
            with pytest.raises(Undefined):
                EXACT.apply(function, SQRT3)


class TestExponentialArithmetic:
    def test_calls_do_not_nest_unless_the_argument_is_rational(self) -> None:
        one = EXPONENTIAL.number(Fraction(1))
        inner = EXPONENTIAL.apply("tanh", one)
        with pytest.raises(Undefined):
            EXPONENTIAL.apply("tanh", inner)
        rational = EXPONENTIAL.apply("sin", one) ** 2 + EXPONENTIAL.apply("cos", one) ** 2
        assert not EXPONENTIAL.is_nonzero(EXPONENTIAL.apply("tanh", rational) - inner)

    def test_a_step_of_an_irrational_value(self) -> None:
        value = EXPONENTIAL.apply("tanh", EXPONENTIAL.number(Fraction(1)))
        assert EXPONENTIAL.to_json(EXPONENTIAL.apply("step", value)) == "1"
        assert EXPONENTIAL.to_json(EXPONENTIAL.apply("step", value - 1)) == "0"

    def test_algebraic_points_are_elsewhere(self) -> None:
        with pytest.raises(Undefined):
            EXPONENTIAL.number(SQRT3)


class TestEnclosureArithmetic:
    def test_it_proves_that_values_are_not_zero_and_never_that_they_are(self) -> None:
        root = ENCLOSURE.number(SQRT3)
        assert ENCLOSURE.is_positive(root - Fraction(17320508, 10**7))
        assert not ENCLOSURE.is_nonzero(root * root - 3)
        assert not ENCLOSURE.is_positive(root * root - 3)
        assert not ENCLOSURE.is_positive(-root)

    @given(st.lists(st.sampled_from(["tanh", "sin", "erf", "atan", "sigmoid"]), max_size=6), rationals)
    @settings(max_examples=60, deadline=None)
    def test_nested_calls_at_two_precisions_overlap_and_stay_short(
        self, names: list[str], q: Fraction
    ) -> None:
        coarse, fine = EnclosureArithmetic(40), EnclosureArithmetic(200)
        x, y = coarse.number(q), fine.number(q)
        for name in names:
            x, y = coarse.apply(name, x) * 3 - Fraction(1, 7), fine.apply(name, y) * 3 - Fraction(1, 7)
        assert x.interval.lo <= y.interval.hi
        assert y.interval.lo <= x.interval.hi
        assert x.interval.lo.denominator.bit_length() < 200

    def test_powers_of_intervals_around_zero(self) -> None:
        wide = ENCLOSURE.number(SQRT3) - SQRT3.enclosure(60).lo
        assert (wide**4).interval.lo >= 0
        with pytest.raises(LimitExceeded):
            ENCLOSURE.number(Fraction(2)) ** 10**9
        with pytest.raises(ValueError, match="inverse"):
            wide**-1

    @pytest.mark.parametrize("bits", [0, -1, 5000])
    def test_precisions_have_bounds(self, bits: int) -> None:
        with pytest.raises(LimitExceeded):
            EnclosureArithmetic(bits)

    @given(st.fractions(), st.integers(-400, 400))
    @example(Fraction(0), 0)
    @example(Fraction(1, 3), -300)
    def test_decimals_are_short_and_outward(self, q: Fraction, exponent: int) -> None:
        q = q * Fraction(10) ** exponent
        document: Any = ENCLOSURE.to_json(ENCLOSURE.number(q))
        low, high = document["enclosure"]
        assert Fraction(Decimal(low)) <= q <= Fraction(Decimal(high))
        assert max(len(low), len(high)) <= 45
        assert (Fraction(Decimal(low)) > 0) == (q > 0)
        assert Fraction(Decimal(high)) - Fraction(Decimal(low)) <= abs(q) / 10**15


numbers: st.SearchStrategy[Number] = st.one_of(
    st.fractions(), st.lists(st.fractions(), max_size=2).map(SQRT3.field.element)
)


class TestNumbersAsText:
    @given(numbers)
    def test_what_is_written_is_read_and_written_again_as_it_was(self, number: Number) -> None:
        document = number_to_json(number)
        again = read_number(document)
        assert number_to_json(again) == document
        assert not EXACT.is_nonzero(again - number)

    def test_the_spelling(self) -> None:
        assert number_to_json(Fraction(-3, 4)) == "-3/4"
        assert number_to_json(SQRT3 * 0 + 5) == "5"
        assert number_to_json(SQRT3) == {
            "polynomial": ["-3", "0", "1"],
            "interval": ["1", "2"],
            "value": ["0", "1"],
        }

    def test_numbers_of_one_field_are_read_into_one_field(self) -> None:
        first, second = (read_number(number_to_json(SQRT3 + k)) for k in (0, 1))
        assert isinstance(first, AlgebraicNumber)
        assert isinstance(second, AlgebraicNumber)
        assert not EXACT.is_nonzero(second - first - 1)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " 1",
            "1 ",
            "+1",
            "-0",
            "00",
            "01",
            "1/1",
            "2/4",
            "0/5",
            "1/0",
            "1/-2",
            "1/02",
            "1.5",
            "1e3",
            "1_0",
            "--1",
            "1/2/3",
            "0x1",
            "nan",
            "inf",
            "١",
            "½",
            "1\n",
            "-",
            "/",
            "1/",
        ],
    )
    def test_rationals_have_one_spelling(self, text: str) -> None:
        with pytest.raises(MalformedCertificate):
            read_rational(text)

    @pytest.mark.parametrize("document", [1, 1.5, True, None, [], ["1"], b"1", Fraction(1)])
    def test_numbers_are_texts(self, document: object) -> None:
        with pytest.raises(MalformedCertificate) as caught:
            read_number(document, ("point", 3))
        assert caught.value.path == ("point", 3)

    @pytest.mark.parametrize("text", ["1" * (MAX_DIGITS + 1), "1/" + "1" * 10**6, "-" + "9" * 10**6])
    def test_long_numbers_are_refused(self, text: str) -> None:
        with pytest.raises(MalformedCertificate, match="digits"):
            read_rational(text)

    def test_numbers_too_long_to_write_are_over_a_limit(self) -> None:
        longest = Fraction(10 ** (MAX_DIGITS - 1))
        assert read_number(number_to_json(longest)) == longest
        with pytest.raises(LimitExceeded):
            number_to_json(Fraction(1, 10 ** (MAX_DIGITS + 1)))

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            ({"polynomial": ["-3", "0", "0"]}, ("polynomial",)),
            ({"polynomial": ["-3"]}, ("polynomial",)),
            ({"polynomial": ["1"] * 66}, ("polynomial",)),
            ({"polynomial": "x**2-3"}, ("polynomial",)),
            ({"polynomial": ["-3", 0, "1"]}, ("polynomial", 1)),
            ({"polynomial": ["-3", "0", "2/2"]}, ("polynomial", 2)),
            ({"interval": ["1"]}, ("interval",)),
            ({"interval": ["1", "2", "3"]}, ("interval",)),
            ({"interval": {"lo": "1"}}, ("interval",)),
            ({"interval": ["1", "inf"]}, ("interval", 1)),
            ({"value": []}, ("value",)),
            ({"value": ["1"]}, ("value",)),
            ({"value": ["1", "0"]}, ("value",)),
            ({"value": ["0", "0", "1"]}, ("value",)),
            ({"value": None}, ("value",)),
            ({"extra": "1"}, ()),
        ],
    )
    def test_malformed_algebraic_numbers(
        self, change: dict[str, object], path: tuple[str | int, ...]
    ) -> None:
        document = {"polynomial": ["-3", "0", "1"], "interval": ["1", "2"], "value": ["0", "1"], **change}
        with pytest.raises(MalformedCertificate) as caught:
            read_number(document)
        assert caught.value.path == path

    @pytest.mark.parametrize("missing", ["polynomial", "interval", "value"])
    def test_every_key_is_needed(self, missing: str) -> None:
        document = {"polynomial": ["-3", "0", "1"], "interval": ["1", "2"], "value": ["0", "1"]}
        del document[missing]
        with pytest.raises(MalformedCertificate):
            read_number(document)

    @pytest.mark.parametrize(
        ("polynomial", "interval"),
        [
            (["-3", "0", "1"], ["-2", "2"]),
            (["-3", "0", "1"], ["2", "3"]),
            (["-3", "0", "1"], ["2", "1"]),
            (["9", "0", "-6", "0", "1"], ["1", "2"]),
            (["0", "-1", "0", "1"], ["-2", "2"]),
            (["0", "-1", "0", "1"], ["0", "2"]),
        ],
    )
    def test_forged_fields_are_invalid(self, polynomial: list[str], interval: list[str]) -> None:
        with pytest.raises(InvalidCertificate):
            read_number({"polynomial": polynomial, "interval": interval, "value": ["0", "1"]})
