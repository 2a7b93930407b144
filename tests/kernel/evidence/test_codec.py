"""Codecs that follow from types: what they read, what they refuse, and that both ways agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, ClassVar, TypeAlias

import pytest

from certsim.kernel.errors import MalformedCertificate
from certsim.kernel.evidence.codec import VARIABLE, Names, choice, codec_of, count, row
from certsim.kernel.terms.polynomial import Polynomial

Json: TypeAlias = Any

NAMES = Names(("a", "b"), {"a": 0, "b": 1})
A, ATOM = Polynomial.variable(0), Polynomial.variable(2)


@dataclass(frozen=True)
class Leaf:
    TAG: ClassVar = ("kind", "leaf")
    size: Annotated[int, count(10)]


@dataclass(frozen=True)
class Branch:
    TAG: ClassVar = ("kind", "branch")
    below: tuple[Tree, ...]
    label: str | None


Tree: TypeAlias = Leaf | Branch


@dataclass(frozen=True)
class Listed:
    colour: Annotated[str, choice(("red", "blue"))]
    weight: Fraction


@dataclass(frozen=True)
class Short:
    flag: bool
    one: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


def read(hint: Any, document: Json) -> Any:
    return codec_of(hint).read(NAMES, document, ("here",))


def refused(hint: Any, document: Json, message: str, *path: int | str) -> None:
    with pytest.raises(MalformedCertificate) as error:
        read(hint, document)
    assert message in error.value.message
    assert error.value.path == ("here", *path)


@pytest.mark.parametrize(
    ("hint", "value", "document"),
    [
        (bool, True, True),
        (str, "u", "u"),
        (Fraction, Fraction(-3, 4), "-3/4"),
        (Polynomial, A * A * 2 - ATOM, [["2", "a", "a"], ["-1", "@0"]]),
        (Annotated[int, count(10)], 9, 9),
        (Annotated[int, VARIABLE], 1, "b"),
        (tuple[str, ...], ("u", "v"), ["u", "v"]),
        (tuple[str, ...], (), []),
        (tuple[Annotated[int, VARIABLE], Fraction], (0, Fraction(2)), ["a", "2"]),
        (Mapping[Annotated[int, VARIABLE], Fraction], {1: Fraction(2)}, {"b": "2"}),
        (str | None, None, None),
        (str | None, "u", "u"),
        (Leaf, Leaf(3), {"size": 3}),
        (Leaf | None, Leaf(3), {"size": 3}),
        (Tree, Leaf(3), {"kind": "leaf", "size": 3}),
        (Tree | None, None, None),
        (Tree | None, Leaf(3), {"kind": "leaf", "size": 3}),
        (
            Tree,
            Branch((Leaf(1), Branch((), "end")), None),
            {
                "kind": "branch",
                "label": None,
                "below": [
                    {"kind": "leaf", "size": 1},
                    {"kind": "branch", "label": "end", "below": []},
                ],
            },
        ),
        (Branch, Branch((), "end"), {"label": "end", "below": []}),
        (Annotated[Listed, row(Listed)], Listed("red", Fraction(1, 2)), ["red", "1/2"]),
        (Short, Short(False), {"flag": False}),
        (Short, Short(False, other=("u",)), {"flag": False, "other": ["u"]}),
    ],
)
def test_a_value_is_read_and_written_as_its_type_says(hint: Any, value: Any, document: Json) -> None:
    assert read(hint, document) == value
    assert type(read(hint, document)) is type(value)
    assert codec_of(hint).write(NAMES, value) == document


class TestWhatTheTypeDoesNotSayIsRefused:
    @pytest.mark.parametrize("value", [10, -1, True, "1", None, [1]])
    def test_a_count_in_its_range(self, value: Json) -> None:
        refused(Leaf, {"size": value}, "expected an integer from 0 to 9", "size")

    @pytest.mark.parametrize("value", [0, 1, "true", None])
    def test_a_truth_value(self, value: Json) -> None:
        refused(bool, value, "expected one of [True, False]")

    @pytest.mark.parametrize("value", ["2/4", "1/1", "+1", "-0", "1/0", " 1", "1.5", 1, None])
    def test_a_rational_in_its_one_spelling(self, value: Json) -> None:
        with pytest.raises(MalformedCertificate):
            read(Fraction, value)

    @pytest.mark.parametrize(
        "value",
        [
            [["1"], ["2"]],
            [["1", "b"], ["1", "a"]],
            [["1", "b", "a"]],
            [["0", "a"]],
            [["1", "a"], ["1", "a"]],
        ],
    )
    def test_a_polynomial_in_its_one_spelling(self, value: Json) -> None:
        refused(Polynomial, value, "not in its one spelling")

    @pytest.mark.parametrize("name", ["c", "@01", "@-1", "@", "@10000000", 0, None])
    def test_a_variable_that_there_is(self, name: Json) -> None:
        refused(Annotated[int, VARIABLE], name, "unknown variable")

    def test_a_list(self) -> None:
        refused(tuple[str, ...], "u", "expected a list")
        refused(tuple[str, ...], ["u", 1], "expected a string", 1)

    @pytest.mark.parametrize("value", [[], ["red"], ["red", "1", "1"]])
    def test_a_list_of_so_many(self, value: Json) -> None:
        refused(Annotated[Listed, row(Listed)], value, f"expected 2 entries, found {len(value)}")
        refused(tuple[str, str], value, f"expected 2 entries, found {len(value)}")

    def test_a_list_with_each_kind_in_its_place(self) -> None:
        refused(Annotated[Listed, row(Listed)], ["green", "1"], "expected one of ['red', 'blue']", 0)
        refused(tuple[str, bool], ["u", "v"], "expected one of [True, False]", 1)

    def test_an_object_with_exactly_the_fields(self) -> None:
        refused(Leaf, {}, "the key 'size' is missing")
        refused(Leaf, {"size": 1, "more": 1}, "unknown key 'more'", "more")
        refused(Leaf, {"size": 1, "TAG": ["kind", "leaf"]}, "unknown key 'TAG'", "TAG")
        refused(Leaf, [1], "expected an object")

    def test_a_mapping_of_what_its_keys_are(self) -> None:
        hint = Mapping[Annotated[int, VARIABLE], bool]
        refused(hint, {"c": True}, "unknown variable 'c'")
        refused(hint, {"a": 1}, "expected one of [True, False]", "a")
        refused(hint, [["a", True]], "expected an object")

    @pytest.mark.parametrize("empty", [[], None, "", {}, 0])
    def test_something_where_an_empty_list_is_left_out(self, empty: Json) -> None:
        refused(Short, {"flag": True, "other": empty}, "an empty list is left out here", "other")


class TestOneOfSeveralIsToldByItsTag:
    @pytest.mark.parametrize("tag", ["root", "Leaf", None, 1, ["leaf"]])
    def test_a_tag_that_there_is(self, tag: Json) -> None:
        refused(Tree, {"kind": tag, "size": 1}, "expected one of ['leaf', 'branch']", "kind")

    @pytest.mark.parametrize("document", [{"size": 1}, "leaf", None, [{"kind": "leaf", "size": 1}]])
    def test_a_document_with_a_tag(self, document: Json) -> None:
        refused(Tree, document, "expected one of ['leaf', 'branch']", "kind")

    def test_the_fields_are_those_of_the_one_that_is_named(self) -> None:
        refused(Tree, {"kind": "branch", "size": 1}, "the key 'below' is missing")
        refused(Tree, {"kind": "leaf", "size": 1, "label": None}, "unknown key 'label'", "label")

    def test_a_tag_where_one_kind_only_may_stand_is_unknown(self) -> None:
        refused(Leaf, {"kind": "leaf", "size": 1}, "unknown key 'kind'", "kind")

    def test_an_error_deep_inside_says_where_it_is(self) -> None:
        leaf, end = {"kind": "leaf", "size": 1}, {"kind": "leaf", "size": 10}
        branch = {"kind": "branch", "label": None, "below": [leaf, end]}
        refused(Tree, branch, "from 0 to 9", "below", 1, "size")
