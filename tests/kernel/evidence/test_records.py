"""The records of the evidence: that each of them can be told from those that may stand in its place."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator
from fractions import Fraction
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest

from certsim.kernel.errors import MalformedCertificate
from certsim.kernel.evidence import records
from certsim.kernel.evidence.codec import Names, codec_of
from certsim.kernel.evidence.records import EVIDENCE, Place
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.number import Root
from tests.corpus.accepted import ACCEPTED

NAMES = Names(("a", "b", "x"), {"a": 0, "b": 1, "x": 2})
T = Polynomial.variable(0)
RATIONAL = Place(None, {0: Polynomial.constant(Fraction(3, 4))}, {"s": (Fraction(0), Fraction(1))}, 64, {})
IRRATIONAL = Place(
    Root((Fraction(-3), Fraction(0), Fraction(1)), Fraction(1), Fraction(2)),
    {0: T * 2 - 1, 1: Polynomial.constant(0)},
    {},
    65_536,
    {2: Fraction(-1, 2)},
)
WRITTEN: dict[str, Any] = {
    "root": {"polynomial": ["-3", "0", "1"], "interval": ["1", "2"]},
    "point": {"a": ["-1", "2"], "b": "0"},
    "functions": {},
    "bits": 65_536,
    "input": {"x": "-1/2"},
}

RECORDS = [
    kind
    for _, kind in inspect.getmembers(records, dataclasses.is_dataclass)
    if isinstance(kind, type) and kind.__module__ == records.__name__
]


def alternatives(hint: Any) -> Iterator[list[Any]]:
    """The unions of several records in a type, where it has no codec of its own."""
    if get_origin(hint) is Annotated:
        return
    kinds = [kind for kind in get_args(hint) if kind is not NoneType]
    if get_origin(hint) in (Union, UnionType) and len(kinds) > 1:
        yield kinds
    for part in get_args(hint):
        yield from alternatives(part)


def unions() -> list[Any]:
    hints = (get_type_hints(kind, include_extras=True).values() for kind in RECORDS)
    return [kinds for of in hints for hint in of for kinds in alternatives(hint)]


def test_records_that_may_stand_in_one_place_share_the_key_and_not_its_value() -> None:
    assert len(unions()) >= 6
    for kinds in unions():
        keys, values = zip(*(kind.TAG for kind in kinds), strict=True)
        assert len(set(keys)) == 1, kinds
        assert len(set(values)) == len(kinds), kinds


def test_the_key_of_a_tag_is_no_field() -> None:
    for kind in (kind for kinds in unions() for kind in kinds):
        assert kind.TAG[0] not in {field.name for field in dataclasses.fields(kind)}


def test_only_what_may_be_empty_is_left_out() -> None:
    defaults = [field.default for kind in RECORDS for field in dataclasses.fields(kind)]
    assert {default for default in defaults if default is not dataclasses.MISSING} == {(), None, False}


def test_every_record_is_part_of_some_evidence_that_is_accepted() -> None:
    """So the corpus, in which every file is read and written again, has a say about each of them."""
    seen: set[type] = set()

    def look(value: Any) -> None:
        if dataclasses.is_dataclass(value):
            seen.add(type(value))
            for field in dataclasses.fields(value):
                look(getattr(value, field.name))
        elif isinstance(value, tuple):
            for entry in value:
                look(entry)

    for document in ACCEPTED.values():
        claim = read_claim(document["claim"])
        look(EVIDENCE.read(Names(claim.names, claim.variables), document["evidence"], ()))
    assert seen >= set(RECORDS)


def test_an_error_in_evidence_says_where_it_is() -> None:
    claim = read_claim(ACCEPTED["tangency_cofactors"]["claim"])
    document = {"proof": {"shows": "invariance", "description": None, "proof": {"rule": "luck"}}}
    with pytest.raises(MalformedCertificate) as error:
        EVIDENCE.read(Names(claim.names, claim.variables), {**document, "manifold": None}, ("evidence",))
    assert error.value.path == ("evidence", "proof", "proof", "rule")


class TestAPlaceIsAPointWithCoordinatesInOneRoot:
    def test_a_rational_point_has_no_root(self) -> None:
        document = {
            "root": None,
            "point": {"a": "3/4"},
            "functions": {"s": ["0", "1"]},
            "bits": 64,
            "input": {},
        }
        assert codec_of(Place).read(NAMES, document, ()) == RATIONAL
        assert codec_of(Place).write(NAMES, RATIONAL) == document

    def test_coordinates_are_polynomials_in_the_root(self) -> None:
        assert codec_of(Place).read(NAMES, WRITTEN, ()) == IRRATIONAL
        assert codec_of(Place).write(NAMES, IRRATIONAL) == WRITTEN

    @pytest.mark.parametrize(
        ("changes", "message", "path"),
        [
            ({"root": None}, "a degree that is not less than 1", ()),
            ({"root": {"polynomial": ["-3", "1"], "interval": ["2", "4"]}}, "not less than 1", ()),
            ({"root": {"polynomial": ["-3", "0", "1"]}}, "'interval' is missing", ("root",)),
            ({"root": {**WRITTEN["root"], "value": ["0", "1"]}}, "unknown key", ("root", "value")),
            ({"root": {**WRITTEN["root"], "interval": ["1"]}}, "expected 2 entries", ("root", "interval")),
            ({"root": {**WRITTEN["root"], "interval": ["2", "1"]}}, "the interval of a root", ("root",)),
            ({"root": {**WRITTEN["root"], "interval": ["1", "1"]}}, "the interval of a root", ("root",)),
            ({"root": {**WRITTEN["root"], "polynomial": ["1", "0"]}}, "highest coefficient", ("root",)),
            ({"root": {**WRITTEN["root"], "polynomial": ["1"]}}, "of degree 1 to 32", ("root",)),
            ({"root": {**WRITTEN["root"], "polynomial": []}}, "of degree 1 to 32", ("root",)),
            ({"root": {**WRITTEN["root"], "polynomial": ["1"] * 34}}, "of degree 1 to 32", ("root",)),
            (
                {"root": {**WRITTEN["root"], "polynomial": [1, 1]}},
                "rational number",
                ("root", "polynomial", 0),
            ),
            ({"point": {"a": ["1"]}}, "a list of 2 to 32 numbers", ("point", "a")),
            ({"point": {"a": []}}, "a list of 2 to 32 numbers", ("point", "a")),
            ({"point": {"a": ["1"] * 33}}, "a list of 2 to 32 numbers", ("point", "a")),
            ({"point": {"a": ["1", "0"]}}, "highest coefficient", ("point", "a")),
            ({"point": {"a": ["1", "1", "1"]}}, "a degree that is not less than 2", ()),
            ({"point": {"a": ["1", "2/4"]}}, "is to be written '1/2'", ("point", "a", 1)),
            ({"point": {"a": 1}}, "expected a rational number", ("point", "a")),
            ({"point": {"a": None}}, "expected a rational number", ("point", "a")),
            ({"point": {"c": "1"}}, "unknown variable 'c'", ("point",)),
            ({"bits": None}, "expected an integer", ("bits",)),
            ({"bits": 0}, "expected an integer from 1 to 65536", ("bits",)),
            ({"bits": 65_537}, "expected an integer", ("bits",)),
            ({"input": {"x": ["0", "1"]}}, "expected a rational number", ("input", "x")),
            ({"input": None}, "expected an object", ("input",)),
        ],
    )
    def test_any_other_spelling_is_refused(
        self, changes: dict[str, Any], message: str, path: tuple[int | str, ...]
    ) -> None:
        with pytest.raises(MalformedCertificate) as error:
            codec_of(Place).read(NAMES, {**WRITTEN, **changes}, ())
        assert message in error.value.message
        assert error.value.path == path

    @pytest.mark.parametrize("key", ["root", "point", "functions", "bits", "input"])
    def test_nothing_is_left_out(self, key: str) -> None:
        with pytest.raises(MalformedCertificate, match=f"the key '{key}' is missing"):
            codec_of(Place).read(NAMES, {k: v for k, v in WRITTEN.items() if k != key}, ())
