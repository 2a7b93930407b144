"""What atoms become when variables are replaced: the same functions, at what their arguments become."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from certsim.export.queries import Letters, NoSolution
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.polynomial import Polynomial


class Carried:
    """Images of some variables, and of the atoms that this changes, which are called at the new arguments."""

    def __init__(
        self, letters: Letters, images: Mapping[int, Polynomial], opaque: Collection[str] = ()
    ) -> None:
        """Takes functions whose calls stay as they are."""
        self._letters = letters
        self._images = dict(images)
        self._arguments: dict[int, tuple[Polynomial, Polynomial]] = {}
        first, tower = len(letters.names), letters.tower
        for variable, atom in enumerate(list(tower.atoms), first):
            argument = self(atom.argument)
            if argument != atom.argument and atom.function not in opaque:
                self._images[variable] = tower.call(atom.function, argument)
                self._arguments[variable] = atom.argument, argument

    def __call__(self, polynomial: Polynomial) -> Polynomial:
        """What a polynomial becomes."""
        return polynomial.substitute(self._images)

    def vanishes(self, what: str, polynomial: Polynomial) -> NoSolution:
        """The statement that a polynomial is 0 where variables and atoms are what they become."""
        equations = tuple(
            Polynomial.variable(variable) - self._images[variable]
            for variable in sorted(polynomial.variables & self._images.keys())
        )
        return NoSolution(what, self._letters, equations, (Condition(polynomial, "!="),))

    def calls(self) -> Iterator[NoSolution]:
        """Why each atom becomes what it does: its argument does."""
        name = self._letters.name
        for variable, (before, after) in self._arguments.items():
            value = self._images[variable].text(name)
            what = f"the argument of {name(variable)}: so {name(variable)} = {value} below"
            yield self.vanishes(what, before - after)
