"""Whatever bytes come in, only MalformedCertificate comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.kernel.errors import KernelError, MalformedCertificate
from certsim.kernel.statement.strict_json import (
    digest,
    dump,
    load,
    read_choice,
    read_count,
    read_list,
    read_object,
    read_text,
)

few = settings(max_examples=150, deadline=None, derandomize=True, database=None)

printable = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
documents = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**30), 10**30), printable),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(printable, inner, max_size=3)),
    max_leaves=8,
)


@few
@given(documents)
def test_a_document_survives_the_way_to_its_bytes_and_back(document: Any) -> None:
    assert load(dump(document)) == document
    assert dump(load(dump(document))) == dump(document)


@few
@given(documents)
def test_other_spellings_of_a_document_have_the_same_digest(document: Any) -> None:
    spelled = json.dumps(document, indent=3, ensure_ascii=False).encode()
    assert digest(load(spelled)) == digest(document)


@few
@given(
    st.one_of(
        st.binary(max_size=40), st.text(alphabet='[]{}",:0123456789.eE+-tfn\\u ', max_size=40).map(str.encode)
    )
)
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        dump(load(data))
    except MalformedCertificate as error:
        assert str(error)  # noqa: PT017  the message is what is tested


@few
@given(documents, st.data())
def test_a_change_anywhere_changes_the_digest(document: Any, data: st.DataObject) -> None:
    other = data.draw(documents.filter(lambda candidate: dump(candidate) != dump(document)))
    assert digest(document) != digest(other)


REFUSED = {
    "nothing": (b"", "not JSON"),
    "half a document": (b'{"a": [1, 2', "not JSON"),
    "two documents": (b"1 2", "not JSON"),
    "bytes that are not UTF-8": (b'"\xff"', "not UTF-8: byte 1"),
    "UTF-16": ('"a"'.encode("utf-16"), "not UTF-8"),
    "a float": (b"[0.5]", "'0.5' is not exact"),
    "an exponent": (b"[1e3]", "'1e3' is not exact"),
    "not a number": (b"[NaN]", "'NaN' is not exact"),
    "infinity": (b"[-Infinity]", "'-Infinity' is not exact"),
    "a key twice": (b'{"a": 1, "a": 2}', "a key stands twice"),
    "a key twice, spelled differently": (b'{"a": 1, "\\u0061": 2}', "a key stands twice"),
    "a key twice, deep inside": (b'[{"b": [{"a": 1, "c": 0, "a": 1}]}]', "a key stands twice"),
    "a hundred thousand lists": (b"[" * 100_000, "nested too deep"),
    "a hundred thousand objects": (b'{"a":' * 100_000, "nested too deep"),
    "a number of ten thousand digits": (b"1" * 10_000, "not acceptable JSON"),
    "a comment": (b"[1] // one", "not JSON"),
    "single quotes": (b"['a']", "not JSON"),
    "a control character": (b'"a\nb"', "not JSON"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    data, message = REFUSED[case]
    with pytest.raises(MalformedCertificate, match=message):
        load(data)


def test_the_message_does_not_grow_with_the_input() -> None:
    keys = ",".join(f'"{"k" * 50}{at}": 0' for at in range(1_000))
    with pytest.raises(MalformedCertificate) as caught:
        load(f"{{{keys},{keys}}}".encode())
    assert len(str(caught.value)) < 400


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    assert dump({"b": [1, "ü"], "a": None}) == '{"a":null,"b":[1,"ü"]}\n'.encode()


class TestObjects:
    def test_have_the_required_keys_and_perhaps_the_optional_ones(self) -> None:
        for document in ({"a": 1}, {"a": 1, "b": 2}):
            assert read_object(document, ("a",), ("b",)) == document

    @pytest.mark.parametrize(
        ("document", "message", "path"),
        [
            ([], "expected an object", ("top",)),
            (None, "expected an object", ("top",)),
            ({}, "'a' is missing", ("top",)),
            ({"a": 1, "c": 2}, "unknown key 'c'", ("top", "c")),
        ],
    )
    def test_refused(self, document: Any, message: str, path: tuple[str, ...]) -> None:
        with pytest.raises(MalformedCertificate, match=message) as caught:
            read_object(document, ("a",), ("b",), ("top",))
        assert caught.value.path == path


class TestLists:
    def test_are_read_entry_by_entry_with_their_places(self) -> None:
        assert read_list(["x", "y"], lambda entry, path: (entry, path), ("l",)) == [
            ("x", ("l", 0)),
            ("y", ("l", 1)),
        ]

    @pytest.mark.parametrize(
        ("document", "length", "message"),
        [
            ({}, None, "expected a list"),
            ("ab", None, "expected a list"),
            ([1], 2, "expected 2 entries, found 1"),
        ],
    )
    def test_refused(self, document: Any, length: int | None, message: str) -> None:
        with pytest.raises(MalformedCertificate, match=message):
            read_list(document, lambda entry, _: entry, (), length)

    def test_an_entry_that_is_refused_says_where(self) -> None:
        with pytest.raises(MalformedCertificate) as caught:
            read_list(["x", 3], read_text, ("l",))
        assert caught.value.path == ("l", 1)


def refused(read: Callable[[], object], message: str) -> None:
    with pytest.raises(MalformedCertificate, match=message):
        read()


class TestScalars:
    @pytest.mark.parametrize("document", [1, None, ["a"], True])
    def test_what_is_no_text(self, document: Any) -> None:
        refused(lambda: read_text(document), "expected a string")

    @pytest.mark.parametrize("document", [True, 2, "1", None])
    def test_what_is_no_choice(self, document: Any) -> None:
        """`True == 1` in Python, but not here."""
        refused(lambda: read_choice(document, (1, "one")), "expected one of")

    @pytest.mark.parametrize("document", [-1, 10, True, "3", 2.0, None])
    def test_what_is_no_count(self, document: Any) -> None:
        refused(lambda: read_count(document, 10), "from 0 to 9")

    def test_what_is_accepted(self) -> None:
        assert (read_text("a"), read_choice("one", (1, "one")), read_count(9, 10)) == ("a", "one", 9)


def test_a_backslash_is_a_character_like_any_other() -> None:
    for text in (r"\ud800", r"a\\ud800", "\\", "\\u0041"):
        assert load(dump([text])) == [text]


@pytest.mark.parametrize("place", ["about", "claim", "evidence", "assumptions"])
def test_half_a_character_is_refused_wherever_it_stands(place: str) -> None:
    """JSON can spell a lone surrogate, which no UTF-8 file can hold."""
    from certsim import Model, certify
    from certsim.kernel.check import check

    certificate = certify(Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"]), ["a = b"]).certificate
    assert certificate is not None
    document = json.loads(certificate)
    document[place] = {"\ud800": 0} if isinstance(document[place], dict) else ["\ud800"]
    with pytest.raises(KernelError):
        check(json.dumps(document).encode())
