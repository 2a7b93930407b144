from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import read_claim
from certsim.model.candidate import Candidate
from certsim.model.equations import Layout
from certsim.model.model import Model
from certsim.symmetry.group.find_symmetries import whole_space
from certsim.symmetry.signed import SignedPartition

PARAMETERS = ["W[3,2]", "V[2,2]", "U[2,2]", "a[2]", "b[2]", "c"]
MODEL = Model.parse("sum(a) + sum(b) + sum(W) + sum(U) + sum(V) + c", parameters=PARAMETERS)
LAYOUT = Layout(tuple(whole_space(MODEL).claim.model.parameters))
SIZE = len(LAYOUT.names)

LITERALS = st.lists(st.integers(-4, 4), min_size=SIZE, max_size=SIZE)


@st.composite
def grids(draw: st.DrawFn) -> list[int]:
    """Ties of rows and columns, of which single random literals would have few."""
    rows = draw(st.lists(st.sampled_from((1, -1, 2)), min_size=3, max_size=3))
    columns = draw(st.lists(st.sampled_from((1, -1, 3)), min_size=2, max_size=2))
    return [r * c for r in rows for c in columns] + draw(LITERALS)[6:]


@settings(deadline=None)
@given(LITERALS | grids())
def test_the_equations_describe_the_subspace_and_are_few(literals: list[int]) -> None:
    subspace = SignedPartition.of_literals(literals)
    equations = subspace.equations(LAYOUT)
    candidate = Candidate.parse(MODEL, equations, name="all")
    statement = {"model": MODEL.statement, "candidate": candidate.statement, "verdict": "certified"}
    restriction = Setting.of(read_claim(statement)).restriction
    assert (
        SignedPartition.of_literals([_label(restriction.images.get(i), i) for i in range(SIZE)]) == subspace
    )
    assert len(equations) <= SIZE - subspace.dimension


def _label(image: object, coordinate: int) -> int:
    if image is None:
        return coordinate + 1
    terms = list(image.terms.items())  # type: ignore[attr-defined]
    return int(terms[0][1]) * (terms[0][0][0] + 1) if terms else 0


def test_whole_arrays_rows_and_columns_are_named() -> None:
    model = Model.parse("c", parameters=["W[2,2]", "V[2,2]", "a[2]", "c"])
    layout = Layout(tuple(whole_space(model).claim.model.parameters))
    tied = SignedPartition((1, 2, 1, 2, -1, -2, -1, -2, 0, 0, 11))
    assert tied.equations(layout) == ("V = -W", "a = 0", "W[1] = W[0]")
    columns = SignedPartition((1, 1, 3, 3, 5, 6, 7, 8, 9, 10, 9))
    assert columns.equations(layout) == ("W[:,1] = W[:,0]", "c = a[0]")
