"""Hypothesis strategies for the trees of the whole grammar."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from certsim.kernel.terms.definitions import SIGNATURES

_INTEGERS = st.integers(-9, 9)
_ENDS = st.none() | _INTEGERS
_LISTS = st.lists(_INTEGERS, min_size=1, max_size=3)
_ATOMS = st.sampled_from(["a", "W", "x_1", "pi"]) | st.fractions(max_denominator=9).map(str)

_OPTIONS: dict[str, st.SearchStrategy[Any]] = {
    "axis": _INTEGERS | _LISTS,
    "keepdims": st.booleans(),
    "shape": _INTEGERS | _LISTS,
    "axes": _LISTS,
    "repeats": _INTEGERS,
    "n": _INTEGERS,
    "stride": _INTEGERS | _LISTS,
    "padding": _INTEGERS | _LISTS,
}
_REQUIRED = {"shape", "repeats", "n"}


@st.composite
def _subscripts(draw: st.DrawFn) -> list[Any]:
    """Indices, slices with and without a step, and at most one `...`."""
    step = st.integers(-3, 3).filter(bool)
    slices = st.tuples(st.just("slice"), _ENDS, _ENDS) | st.tuples(st.just("slice"), _ENDS, _ENDS, step)
    found = draw(st.lists(_INTEGERS | slices.map(list), min_size=1, max_size=3))
    if draw(st.booleans()):
        found.insert(draw(st.integers(0, len(found))), "...")
    return found


@st.composite
def _calls(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> list[Any]:
    """A call of a function of the language, with some of its options."""
    name = draw(st.sampled_from(sorted(SIGNATURES)))
    signature = SIGNATURES[name]
    count = len(signature.arrays) - draw(st.integers(0, signature.optional))
    if signature.variadic:
        count = draw(st.integers(1, 3))
    wanted = [o for o in signature.options if o in _REQUIRED or draw(st.booleans())]
    options = {option: draw(_OPTIONS[option]) for option in wanted}
    head = ["sum"] if name == "sum" else ["call", name]
    return [*head, *(draw(inner) for _ in range(count)), *([options] if options else [])]


def _combined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=2, max_size=4)
    return st.one_of(
        st.tuples(st.sampled_from("+*"), several).map(lambda t: [t[0], *t[1]]),
        st.tuples(st.sampled_from("/@"), inner, inner).map(list),
        st.tuples(st.sampled_from(["neg", "T"]), inner).map(list),
        st.tuples(st.just("**"), inner, st.integers(-4, 4)).map(list),
        st.tuples(inner, _subscripts()).map(lambda t: ["index", t[0], *t[1]]),
        st.lists(inner, min_size=1, max_size=3).map(lambda t: ["list", *t]),
        st.lists(inner, min_size=1, max_size=2).map(lambda t: ["einsum", "ij,jk->ik", *t]),
        inner.map(lambda t: ["call", "sigma", t]),
        _calls(inner),
    )


trees = st.recursive(_ATOMS, _combined, max_leaves=12)
