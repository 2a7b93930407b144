"""Reduced models (theorem T16): what is invariant on a linear set is what is invariant in its own model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hypothesis import assume, note
from hypothesis import strategies as st

from certsim import Candidate, Model, reduce
from certsim.strategies import affine_equations, curved_equations, planted, tied_units, ties
from tests.effort import for_all
from tests.properties.shared import OPTIONS, agree, networks, verdict_of


@st.composite
def subsets(draw: st.DrawFn) -> tuple[Model, list[str], list[str]]:
    """A model, a linear set that is kept by construction, and equations that cut a part out of it."""
    if draw(st.booleans()):
        plant = draw(planted())
        model, equations = plant.model, list(plant.equations)
    else:
        model = draw(networks)
        equations = draw(tied_units(model))
    more = st.one_of(ties(model), affine_equations(model), curved_equations(model))
    return model, equations, draw(st.lists(more, min_size=1, max_size=2))


def pulled_back(equation: str, images: Mapping[str, str]) -> str:
    """The equation, with what each parameter is on the set."""
    longest_first = sorted(images, key=len, reverse=True)
    names = "|".join(re.escape(name) for name in longest_first)
    return re.sub(rf"(?<![\w.])(?:{names})(?![\w\[])", lambda found: f"({images[found.group()]})", equation)


@for_all(subsets().filter(lambda drawn: drawn[0].dimension > 1), examples=25)
def test_sets_within_a_reduced_model_are_sets_of_the_whole(drawn: tuple[Model, list[str], list[str]]) -> None:
    model, equations, more = drawn
    assume(_is_more_than_a_point(model, equations))
    found = reduce(model, equations, options=OPTIONS)
    assume(found.model is not None and found.images is not None)
    note(f"{found!r} {found.images}")
    within = [pulled_back(equation, found.images) for equation in more]
    agree(verdict_of(model, [*equations, *more]), verdict_of(found.model, within))


def _is_more_than_a_point(model: Model, equations: Sequence[str]) -> bool:
    manifold = verdict_of(model, Candidate.parse(model, list(equations))).manifold
    return manifold.dimension is not None and manifold.dimension > 0
