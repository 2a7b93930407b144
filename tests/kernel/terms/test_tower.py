"""The tower of atoms: steps, whose value at 0 is a convention or none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.terms.functions import FunctionTable
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial
from certsim.kernel.terms.tower import Tower, square_root

P = Polynomial.variable(0)


def tower(step_at_zero: Fraction | None = None) -> Tower:
    return Tower(FunctionTable({}), 1, step_at_zero=step_at_zero)


class TestAStepAtZero:
    def test_has_no_value_of_its_own(self) -> None:
        """No value is given to relu'(0) (theory T18): the step is an atom that may be anything."""
        atoms = tower()
        at_zero = atoms.call("step", ZERO)
        assert at_zero.constant_value is None
        assert at_zero == atoms.call("step", P - P)

    @pytest.mark.parametrize("value", [Fraction(0), Fraction(1), Fraction(1, 2)])
    def test_has_the_value_that_a_convention_gives_it(self, value: Fraction) -> None:
        atoms = tower(value)
        assert atoms.call("step", ZERO) == Polynomial.constant(value)
        assert not atoms.atoms

    @pytest.mark.parametrize("convention", [None, Fraction(0), Fraction(1, 2)])
    def test_elsewhere_conventions_do_not_matter(self, convention: Fraction | None) -> None:
        atoms = tower(convention)
        assert atoms.call("step", Polynomial.constant(Fraction(1, 3))) == ONE
        assert atoms.call("step", Polynomial.constant(-2)) == ZERO
        assert atoms.call("step", P).constant_value is None

    def test_is_not_that_of_another_function(self) -> None:
        atoms = tower(Fraction(0))
        assert atoms.call("exp", ZERO) == ONE
        with pytest.raises(InvalidCertificate, match="inv is not analytic at 0"):
            atoms.call("inv", ZERO)
        with pytest.raises(InvalidCertificate, match="log is not analytic at 0"):
            atoms.call("log", ZERO)


class TestAStepHasNoParity:
    """Step(-u) = 1 - step(u) is false at 0, and under the convention it is."""

    @pytest.mark.parametrize("convention", [None, Fraction(0)])
    def test_steps_of_opposite_arguments_are_two(self, convention: Fraction | None) -> None:
        atoms = tower(convention)
        one, other = atoms.call("step", P), atoms.call("step", -P)
        assert one != other
        assert one + other != ONE
        assert len(atoms.atoms) == 2

    def test_steps_of_multiples_are_two(self) -> None:
        atoms = tower()
        assert atoms.call("step", P) != atoms.call("step", 2 * P)

    def test_steps_have_no_relation(self) -> None:
        atoms = tower()
        atoms.call("step", P)
        assert atoms.relation(1) is None


class TestAnAtomIsOneThatThereIs:
    def test_a_leaf_is_none(self) -> None:
        assert tower().atom(0) is None

    def test_a_call_is_its_function_and_argument(self) -> None:
        atoms = tower()
        (variable,) = atoms.call("step", P).variables
        atom = atoms.atom(variable)
        assert atom is not None
        assert (atom.function, atom.argument) == ("step", P)

    def test_there_are_no_others(self) -> None:
        with pytest.raises(InvalidCertificate, match="there is no atom 0"):
            tower().atom(1)


class TestWhatIsPlainlyPositive:
    @pytest.mark.parametrize(
        "value", [ONE, P**2 + 1, tower().number(Fraction(1, 2)), P**4 + P**2 + Fraction(1, 9)]
    )
    def test_squares_and_a_positive_number(self, value: Polynomial) -> None:
        assert tower().is_plainly_positive(value)

    @pytest.mark.parametrize("value", [ZERO, P, P**2, P**3 + 1, P**2 - 1, 1 - P**2, -ONE])
    def test_nothing_that_may_be_0_or_less(self, value: Polynomial) -> None:
        assert not tower().is_plainly_positive(value)

    @pytest.mark.parametrize(
        ("function", "positive"),
        [("exp", True), ("cosh", True), ("sqrt", True), ("sigmoid", True), ("tanh", False), ("step", False)],
    )
    def test_functions_that_are_positive(self, function: str, *, positive: bool) -> None:
        atoms = tower()
        assert atoms.is_plainly_positive(atoms.call(function, P)) is positive
        assert not atoms.is_plainly_positive(P * atoms.call(function, P))


@pytest.mark.parametrize(
    ("square", "root"),
    [("0", "0"), ("9/4", "3/2"), ("2", None), ("1/2", None), ("4/3", None), (str(10**40), str(10**20))],
)
def test_a_square_root_is_rational_or_none(square: str, root: str | None) -> None:
    assert square_root(Fraction(square)) == (None if root is None else Fraction(root))
