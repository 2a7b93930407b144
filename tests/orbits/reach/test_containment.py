"""What orbits lie in, and which points share one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from certsim import Candidate, CertsimError, Model, orbit, read_point, same_orbit
from certsim.judge import Options
from certsim.orbits.reach.containment import lies_inside
from tests.parts import with_parts

PRODUCT = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
OPTIONS = Options(timeout=20)


def inside(model: Model, at: str, equations: Sequence[str], **parts: Sequence[str]) -> bool | None:
    candidate = Candidate.parse(model, equations, **parts)  # type: ignore[arg-type]
    return lies_inside(model, orbit(model, read_point(model, at)), candidate, OPTIONS)


@pytest.mark.parametrize(
    ("at", "equations", "where", "answer"),
    [
        ("a=1, b=1", ["a = b"], [], True),
        ("a=1, b=1", ["a**2 = b**2"], [], True),
        ("a=1, b=1", ["a = b"], ["a > 0"], True),
        ("a=1, b=1", ["a = b"], ["a < 0"], False),
        ("a=1, b=2", ["a = b"], [], False),
        # The candidate itself is left somewhere, but not from here.
        ("a=1, b=1", ["(a - b)*(a + 2*b) = 0"], [], True),
        ("a=0, b=0", ["a = 0"], [], True),
        # It is left from this very point.
        ("a=1, b=0", ["b = 0"], [], False),
        ("a=2, b=1", ["(a - b)*(a - 2*b) = 0"], [], False),
        ("a=1, b=1", ["a + b = 2"], [], False),
    ],
)
def test_an_orbit_lies_in_a_set_or_does_not(
    at: str, equations: list[str], where: list[str], answer: bool
) -> None:
    assert inside(PRODUCT, at, equations, where=where) is answer


def test_longer_words_lead_out() -> None:
    """The field (x, 0, …) is tangent to a = 0 at first."""
    model = Model.from_fields([["b", "c", "1"]], parameters=["a", "b", "c"])
    assert inside(model, "a=0, b=0, c=0", ["a = 0"]) is False


def test_a_point_outside_an_inequation() -> None:
    assert inside(PRODUCT, "a=1, b=1", ["a = b"], where=["a != 1"]) is False


def test_values_that_are_not_rational_lead_out() -> None:
    model = Model.parse("a*gelu(b*x)", parameters=["a", "b"], inputs=["x"])
    assert inside(model, "a=1, b=1", ["a = b"]) is False
    assert inside(model, "a=0, b=0", ["a = b"]) is True


def test_a_set_with_constants_is_not_one_set() -> None:
    with pytest.raises(CertsimError, match="not one set"):
        inside(PRODUCT, "a=1, b=1", ["a**2 - b**2 = c"], constants=["c"])


LINEAR = Model.parse("a*(x + y) + b*(x + y) + c*z", parameters=["a", "b", "c"], inputs=["x", "y", "z"])
SCALED = Model.parse("a*exp(b)*x", parameters=["a", "b"], inputs=["x"])


@pytest.mark.parametrize(
    ("model", "first", "second", "answer"),
    [
        (PRODUCT, "a=2, b=1", "a=2, b=1", True),
        (PRODUCT, "a=2, b=1", "a=1, b=2", False),
        (PRODUCT, "a=1, b=1", "a=1, b=-1", False),
        # On one hyperbola, on one branch and on two: its equation tells neither apart.
        (PRODUCT, "a=2, b=1", "a=2, b=-1", None),
        (PRODUCT, "a=2, b=1", "a=-2, b=1", None),
        (PRODUCT, "a=1, b=1", "a=0, b=0", False),
        (PRODUCT, "a=0, b=0", "a=1, b=1", False),
        (SCALED, "a=2, b=1", "a=2, b=2", False),
        (LINEAR, "a=1, b=2, c=3", "a=3, b=4, c=0", True),
        (LINEAR, "a=1, b=2, c=3", "a=3, b=5, c=0", False),
    ],
)
def test_points_share_an_orbit_or_do_not(model: Model, first: str, second: str, answer: bool | None) -> None:
    assert same_orbit(model, read_point(model, first), read_point(model, second)) is answer


@pytest.mark.parametrize(
    ("outputs", "first", "second"),
    [
        ("1/a - 1/a + a*x + b", "a=1, b=0", "a=-1, b=3"),
        ("a/a*x + a*x + b", "a=1, b=0", "a=-1, b=3"),
        ("(1/a)**0 + a*x + b", "a=1, b=0", "a=-1, b=3"),
        ("0/(a - b) + a*x + b", "a=1, b=0", "a=0, b=1"),
        ("0*log(a**2) + a*x + b", "a=1, b=0", "a=-1, b=3"),
        ("sqrt(a**2) - sqrt(a**2) + a*x + b", "a=1, b=0", "a=-5, b=0"),
        ("sqrt(a**2)**2/a + b*x", "a=1, b=0", "a=-1, b=0"),
        ("log(exp(b)*a**2)*0 + a*x + b", "a=1, b=0", "a=-1, b=3"),
        ("[a*x + b, 1/a] @ [1, 0]", "a=1, b=0", "a=-1, b=3"),
        ("relu(a) + relu(-a) - relu(a) - relu(-a) + a*x + b", "a=1, b=0", "a=-1, b=3"),
        ("0*leaky_relu(a, 1/10) + a*x + b", "a=1, b=0", "a=-1, b=3"),
        ("a*x + b*y + 1/a**2 - 1/a**2", "a=1, b=0", "a=-1, b=0"),
    ],
)
def test_points_on_two_sides_of_a_gap_in_the_domain_are_not_said_to_share_an_orbit(
    outputs: str, first: str, second: str
) -> None:
    """In one coset, but no path inside the domain leads from one to the other (T11)."""
    model = Model.parse(outputs, parameters=["a", "b"], inputs=["x", "y"])
    assert same_orbit(model, read_point(model, first), read_point(model, second)) is not True


def test_a_gap_does_not_part_a_point_from_itself() -> None:
    model = Model.parse("1/a - 1/a + a*x", parameters=["a"], inputs=["x"])
    assert same_orbit(model, read_point(model, "a=1"), read_point(model, "a=1")) is True


@pytest.mark.parametrize(
    "outputs", ["a*x/2 + b*tanh(x) + 0*exp(a)", "a/x + b*relu(x - 1)", "a*log(x) + b*sqrt(x**2) + 0*a/x"]
)
def test_domains_that_no_parameter_limits_leave_no_gap(outputs: str) -> None:
    model = Model.parse(outputs, parameters=["a", "b"], inputs=["x"])
    assert same_orbit(model, read_point(model, "a=1, b=0"), read_point(model, "a=-1, b=3")) is True


def test_what_leads_out_by_a_region_is_said_only_if_regions_are_allowed() -> None:
    model = Model.parse("a*relu(b*x)", parameters=["a", "b"], inputs=["x"])
    start, edge = (
        orbit(model, read_point(model, "a=1, b=1")),
        Candidate.parse(model, ["a = b", "a**2 = b**2"]),
    )
    square = Candidate.parse(model, ["a**3 = b"])
    assert lies_inside(model, start, edge, OPTIONS) is True
    assert lies_inside(model, start, square, OPTIONS) is False
    assert lies_inside(model, start, square, Options(timeout=20, allow=["z3"])) is None


def test_points_with_other_frozen_parameters_are_on_other_orbits() -> None:
    # a' = cx, b' = x: a - cb is constant on the slice of c.
    model = with_parts(Model.parse("(a*c + b)*x", parameters=["a", "b", "c"], inputs=["x"]), frozen=["c"])
    here = {"a": Fraction(1), "b": Fraction(1), "c": Fraction(2)}
    assert same_orbit(model, here, {"a": Fraction(3), "b": Fraction(2), "c": Fraction(2)}) is True
    assert same_orbit(model, here, {"a": Fraction(3), "b": Fraction(3), "c": Fraction(2)}) is False
    assert same_orbit(model, here, {"a": Fraction(1), "b": Fraction(1), "c": Fraction(3)}) is False


def test_an_orbit_lies_in_what_is_invariant_for_its_frozen_parameters() -> None:
    # {a = 2b} is kept where c = 2, and not elsewhere.
    model = with_parts(Model.parse("(a*c + b)*x", parameters=["a", "b", "c"], inputs=["x"]), frozen=["c"])
    found = orbit(model, {"a": Fraction(2), "b": Fraction(1), "c": Fraction(2)})
    assert lies_inside(model, found, Candidate.parse(model, ["a = 2*b"]), OPTIONS) is True
    found = orbit(model, {"a": Fraction(2), "b": Fraction(1), "c": Fraction(3)})
    assert lies_inside(model, found, Candidate.parse(model, ["a = 2*b"]), OPTIONS) is False
