"""What orbits lie in, and which points share one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from certsim import Candidate, CertsimError, Model, orbit, read_point, same_orbit
from certsim.orbits.reach.containment import lies_inside
from certsim.pipeline import Options

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
