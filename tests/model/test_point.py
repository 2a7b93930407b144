"""Points are read exactly, and everything that is wrong with one is said, with its place."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy

from certsim import CertsimError, Model, SpecError, locate, orbit, read_point, same_orbit
from certsim.model.point import point_of

MODEL = Model.parse("a @ tanh(W @ x) + c", parameters=["W[2,2]", "a[2]", "c"], inputs=["x[2]"])
NAMES = ["W[0,0]", "W[0,1]", "W[1,0]", "W[1,1]", "a[0]", "a[1]", "c"]
EXACT = dict(zip(NAMES, map(Fraction, ("1/10", "-2", "3", "1/3", "0", "1", "1/1000")), strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "W=[[0.1,-2],[3,1/3]], a=[0,1], c=1e-3",
        "c = 1/1000, a = [0, 1],\n W[0] = [0.1, -2], W[1,0] = 3, W[1,1] = 1/3,",
        "W[:,0] = [0.1, 3], W[:,1] = [-2, 1/3], a[0] = 0, a[1] = 1, c = 0.001",
    ],
)
def test_a_text(text: str) -> None:
    point = read_point(MODEL, text)
    assert point == EXACT
    assert list(point) == NAMES


def test_a_scalar_stands_for_equal_entries() -> None:
    assert set(read_point(MODEL, "W = 2, a = 2, c = 2").values()) == {2}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.json", '{"W": [[0.1, -2], [3, "1/3"]], "a": [0, 1], "c": 1e-3}'),
        ("p.toml", 'W = [[0.1, -2], [3, "1/3"]]\na = [0, 1]\nc = 1e-3\n'),
        ("p.toml", '"W[0]" = [0.1, -2]\n"W[1]" = [3, "1/3"]\na = [0, 1]\nc = "1/1000"\n'),
    ],
)
def test_a_file(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_point(MODEL, tmp_path / name) == EXACT
    assert read_point(MODEL, str(tmp_path / name)) == EXACT


def test_the_numbers_of_an_array_file_are_binary_fractions(tmp_path: Path) -> None:
    weights = np.array([[0.1, -2], [3, 0.5]], dtype=np.float32)
    np.savez(tmp_path / "p.npz", W=weights, a=np.array([0, 1]), c=np.float64(0.1))
    point = read_point(MODEL, tmp_path / "p.npz")
    assert point["W[0,0]"] == Fraction(13421773, 2**27)
    assert point["c"] == Fraction(0.1) != Fraction(1, 10)
    assert point["a[1]"] == 1


WRONG = {
    "W=1, a=1": "no value is given for c",
    "W=1, a=1, c=1, b=1": "1:16: b: unknown name 'b'",
    "W=1, a=1, c=1, x=1": "'x' is an input",
    "W=1, a=[1,2,3], c=1": r"1:8: a: a is an array of shape \[2\], and the value is an array of shape \[3\]",
    "W=[[1,2],[3]], a=1, c=1": "1:3: W: ",
    "W=1, a=1, c=1, a[0]=2": "given twice",
    "W=1, a=1, c=a": "1:13: c: a value is a number or a list of numbers",
    "W=1, a=1, c=exp(0)": "a value is a number",
    "W=1, a=1, c=1/0": "1:15: c: division by zero",
    "W=1, a=1, c=": "c: ",
    "W=1, a=1, c==1": "1:10: expected 'parameter = value'",
    "W=1, a 1, c=1": "1:5: expected 'parameter = value'",
    "W+1=1, a=1, c=1": "is no parameter",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_with_a_text(text: str) -> None:
    with pytest.raises(SpecError, match=WRONG[text]):
        read_point(MODEL, text)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(SpecError) as caught:
        read_point(MODEL, "W = [1], b = 2, c = sqrt(2)")
    assert len(caught.value.problems) == 3


WRONG_FILES = {
    ("p.json", '{"W": 1, "a": 1,\n "c": NaN}'): "p.json:2:2: c: NaN is no rational number",
    ("q.json", '{"W": 1, "a": 1,\n "c": true}'): "q.json:2:2: c: expected a number",
    ("r.json", '{"W": 1,\n "a": 1'): "r.json:2:8: this is not JSON",
    ("s.json", "[1, 2]"): "expected an object",
    ("t.json", '{"W": [[1, 2], [3]], "a": 1, "c": []}'): "different lengths",
    ("p.toml", "W = 1\na = 1\nc = {}"): "p.toml:3:5: c: expected a number",
    ("q.toml", "W = 1\na = inf\nc = 1"): "q.toml:2:5: a: inf is no rational number",
    ("p.npz", "nothing of the kind"): "cannot be read as npz",
    ("p.txt", "W"): "neither a point nor a file",
}


@pytest.mark.parametrize("file", WRONG_FILES, ids=lambda file: file[0])
def test_what_is_wrong_with_a_file(tmp_path: Path, file: tuple[str, str]) -> None:
    name, text = file
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=WRONG_FILES[file]):
        read_point(MODEL, tmp_path / name)


WEIRD_TEXTS = {
    "W=1, a=1, c=10**1000*10**1000": "more than 1000 digits",
    "W=1, a=1, c=\x1b2J\n": "unexpected character",
    "W=1, a=1, c=" + "(" * 500: "nested",
    "\x1b]0;x\x07=1": "closes nothing",
}


@pytest.mark.parametrize("text", WEIRD_TEXTS)
def test_a_text_can_be_weird(text: str) -> None:
    with pytest.raises(SpecError, match=WEIRD_TEXTS[text]) as caught:
        read_point(MODEL, text)
    assert all(line.isprintable() for line in str(caught.value).splitlines())


WEIRD_FILES = {
    ("d.json", '{"W": 1,\n "a": 1, "c": 1, "a": 2}'): "d.json:2:18: 'a' is given twice",
    ("e.json", '{"W": ' + "[" * 100_000): "nested too deep",
    ("f.json", '{"c": ' + "[" * 500 + "1" + "]" * 500 + "}"): "more than 32 dimensions",
    ("g.json", f'{{"c": "{"9" * 3_600}"}}'): "more than 1000 digits",
    ("h.json", f'{{"c": {"9" * 5_000}}}'): "too many digits",
    ("i.json", '{"c": 1e9999}'): "more than 1000 digits",
    ("j.json", f'{{"c": [{"1," * 900_000}1]}}'): "more work than is allowed",
    ("k.json", '{"c": "\\ud800"}'): "unexpected character",
    ("a.toml", f"c = 0x{'f' * 10_000}"): "more than 1000 digits",
    ("b.toml", "W.a = 1"): "expected a number, found a table",
    ("c.toml", "c = 1\nc = 2"): "this is not TOML",
}


@pytest.mark.parametrize("file", WEIRD_FILES, ids=lambda file: file[0])
def test_a_file_can_be_weird(tmp_path: Path, file: tuple[str, str]) -> None:
    (tmp_path / file[0]).write_text(file[1], encoding="utf-8")
    with pytest.raises(SpecError, match=WEIRD_FILES[file]):
        read_point(MODEL, tmp_path / file[0])


def npy(shape: str, kind: str = "<f8", body: bytes = b"") -> bytes:
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
    return b"\x93NUMPY\x01\x00v\x00" + header.ljust(117).encode() + b"\n" + body


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return data.getvalue()


WHOLE = packed({"W.npy": npy("(4,)", body=bytes(32))}, zipfile.ZIP_STORED)
ARCHIVES = {
    "a bomb": (packed({"W.npy": npy("(2500000,)", body=bytes(20_000_000))}), "the limit of 16 MB"),
    "a huge shape": (packed({"W.npy": npy("(99999999999999,)")}), "as many numbers as it declares"),
    "an empty shape": (packed({"W.npy": npy("(1000000000,0)")}), "empty"),
    "a negative shape": (packed({"W.npy": npy("(-1,-4)", body=bytes(32))}), "as many numbers"),
    "a shape of a name": (packed({"W.npy": npy("(x,)")}), "cannot be read as npz"),
    "texts": (packed({"W.npy": npy("(1,)", "<U4", bytes(16))}), "holds no numbers"),
    "a wrong checksum": (WHOLE.replace(bytes(32), bytes(31) + b"x"), "CRC"),
    "half": (WHOLE[: len(WHOLE) // 2], "not a zip file"),
    "a name twice": (packed({"W.npy": npy("()", body=bytes(8)), "W": npy("()", body=bytes(8))}), "twice"),
    "another method": (packed({"W.npy": npy("()", body=bytes(8))}, zipfile.ZIP_LZMA), "compressed in"),
    "many numbers": (
        packed({"W.npy": npy("(1000000,)", body=bytes(8_000_000))}),
        "more work than is allowed",
    ),
}


@pytest.mark.parametrize("kind", ARCHIVES)
def test_an_archive_can_be_weird(tmp_path: Path, kind: str) -> None:
    data, message = ARCHIVES[kind]
    (tmp_path / "p.npz").write_bytes(data)
    with pytest.raises(SpecError, match=message):
        read_point(MODEL, tmp_path / "p.npz")


def test_an_array_file_holds_finite_numbers_and_no_objects(tmp_path: Path) -> None:
    np.savez(tmp_path / "p.npz", W=np.array([[1, np.inf], [1, 1]]), a=1, c=1)
    with pytest.raises(SpecError, match="W: expected a number, found inf"):
        read_point(MODEL, tmp_path / "p.npz")
    np.savez(tmp_path / "q.npz", W=np.array([[{}, 1], [1, 1]], dtype=object), a=1, c=1)
    with pytest.raises(CertsimError, match="cannot be read as npz"):
        read_point(MODEL, tmp_path / "q.npz")


@pytest.mark.parametrize("name", ["none.json", "none.npz", "none.toml"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(SpecError, match="o such file"):
        read_point(MODEL, tmp_path / name)


class TestMappings:
    """What library calls take for a point."""

    @pytest.mark.parametrize(
        "values",
        [
            {"W": [["0.1", -2], (3, Fraction(1, 3))], "a": [0, 1], "c": Decimal("0.001")},
            {"W[0]": [Decimal("0.1"), -2.0], "W[1]": ["3", "1/3"], "a": np.array([0, 1]), "c": "1e-3"},
            {"W": "[[1/10, -2], [3, 1/3]]", "a[0]": False * 1, "a[1]": np.float32(1), "c": Fraction(1, 1000)},
            {
                "W": np.array(["1/10", "-2", "3", "1/3"]).reshape(2, 2),
                "a": "[0, 1]",
                "c": sympy.Rational("1/1000"),
            },
            EXACT,
            dict(reversed(EXACT.items())),
            {name: str(value) for name, value in EXACT.items()},
        ],
    )
    def test_all_kinds_of_exact_numbers(self, values: dict[str, Any]) -> None:
        point = point_of(MODEL, values)
        assert point == EXACT
        assert list(point) == NAMES

    @pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, np.longdouble, float])
    def test_a_floating_point_number_is_the_binary_fraction_that_it_is(self, kind: Any) -> None:
        third = kind(1) / kind(3)
        found = set(point_of(MODEL, {"W": np.full((2, 2), third), "a": [third] * 2, "c": third}).values())
        (value,) = found
        assert value == Fraction(*third.as_integer_ratio())
        assert not value.denominator & (value.denominator - 1)

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"W": np.array([[1, 2], [3, np.nan]]), "a": 1, "c": 1}, r"W\[1,1\]: nan is no finite number"),
            ({"W": 1, "a": [0, float("-inf")], "c": 1}, r"a\[1\]: -inf is no finite number"),
            ({"W": 1, "a": 1, "c": Decimal("NaN")}, "c: NaN is no finite number"),
            ({"W": 1, "a": 1, "c": Decimal("1e99999999")}, "c: 1E.99999999 is no finite number"),
            ({"W[1]": [1, np.inf], "W[0]": 1, "a": 1, "c": 1}, r"W\[1,1\]: inf is no"),
            ({"W": 1, "a": 1, "c": None}, "c: None is no finite number"),
            ({"W": 1, "a": 1, "c": 1j}, "c: 1j is no finite number"),
            ({"W": 1, "a": 1, "c": True}, "c: expected a number, found True"),
            ({"W": 1, "a": 1, "c": np.bool_(1)}, "c: expected a number, found True"),
            ({"W": 1, "a": [1, "b"], "c": 1}, "a: "),
            ({"W": [[1], [2, 3]], "a": 1, "c": 1}, "W: the rows of an array have different lengths"),
            ({"W": np.ones((2, 3)), "a": 1, "c": 1}, r"the value is an array of shape \[2,3\]"),
            ({"W": 1, "a": 1}, "no value is given for c"),
            ({"W": 1, "a": 1, "c": 1, "x": 1}, "'x' is an input"),
            ({"W": 1, "a": 1, "c": 1, 5: 1}, "'5' is no parameter"),
            ({"W": np.full((2, 2), np.nan), "a": [np.nan] * 1_000, "c": 1}, "and 985 more problems"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_entry(self, values: dict[Any, Any], message: str) -> None:
        with pytest.raises(SpecError, match=message):
            point_of(MODEL, values)

    def test_what_is_wrong_is_said_in_the_order_of_the_entries(self) -> None:
        with pytest.raises(SpecError) as caught:
            point_of(MODEL, {"W": np.full((2, 2), np.nan), "a": [np.nan] * 2, "c": 1})
        keys = [problem.key for problem in caught.value.problems]
        assert keys == ["W[0,0]", "W[0,1]", "W[1,0]", "W[1,1]", "a[0]", "a[1]"]

    def test_library_calls_take_them(self) -> None:
        model = Model.parse("a @ (w*x)", parameters=["w[2]", "a[2]"], inputs=["x"])
        point = {"w": np.array([0.5, 2]), "a": ["1/2", Decimal(2)]}
        exact = read_point(model, "w=[0.5, 2], a=[1/2, 2]")
        assert orbit(model, point).equations == orbit(model, exact).equations
        assert locate(model, point).point == exact
        assert same_orbit(model, point, exact) is True
        for call in (orbit, locate):
            with pytest.raises(SpecError, match=r"w\[0\]: nan"):
                call(model, {"w": [np.nan, 1], "a": 1})
