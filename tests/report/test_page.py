"""The page that explains a certificate is one, from the command line and from the library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from certsim import CertsimError, Model, Options, certify, core, explain, laws, locate, orbit, reduce
from certsim.cli import main
from certsim.result import CertifiedAnswer

MODEL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
RELU = Model.parse("a*relu(w*x)", parameters=["a", "w"], inputs=["x"])
ANSWERS: dict[str, Callable[[], CertifiedAnswer]] = {
    "certified": lambda: certify(MODEL, ["a = b"]),
    "refuted": lambda: certify(MODEL, ["a = 2*b"]),
    "core": lambda: core(MODEL, ["a = 0"]),
    "orbit": lambda: orbit(MODEL, {"a": 2, "b": 1}),
    "laws": lambda: laws(MODEL),
    "reduced": lambda: reduce(MODEL, ["a = b"]),
    "relu": lambda: certify(RELU, ["a**2 - w**2 = c"], constants=["c"]),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_explains_itself_as_the_command_explains_its_certificate(name: str, tmp_path: Path) -> None:
    answer = ANSWERS[name]()
    assert answer.certificate is not None
    path = tmp_path / "certificate.json"
    path.write_bytes(answer.certificate)
    printed = CliRunner().invoke(main, ["explain", str(path)]).output
    assert answer.explain() + "\n" == printed
    assert "The claim" in answer.explain()


def test_a_location_explains_its_set() -> None:
    assert "a symmetry fixes the set (T8)" in locate(MODEL, {"a": 1, "b": 1}).explain()


def test_where_nothing_was_certified_nothing_is_explained() -> None:
    with pytest.raises(CertsimError, match="nothing was certified: unknown"):
        laws(RELU, options=Options(allow=())).explain()


@pytest.mark.parametrize("certificate", [b"", b"{}", b"null"])
def test_what_is_no_certificate_is_not_explained(certificate: bytes) -> None:
    with pytest.raises(CertsimError, match="proves nothing"):
        explain(certificate)
