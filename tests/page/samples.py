"""Certificates for the tests of pages: of each outcome one, a forged one, and names that mean harm."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from certsim import Model, certify, core, laws, orbit
from certsim.result import CertifiedAnswer

HARM = (
    "</script><script>window.harm=1</script>\" onmouseover='window.harm=1' \u202ecba\u2066"
    " <img src=x onerror=harm()>"
)
"""A name that would run something, or turn the text around, if it were not escaped."""

NONE = 'none"><img src=x onerror=harm()>.json'
"""The name of a file that is no certificate."""

DIAGONAL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="diagonal")
TANH = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"], name="two tanh neurons")
HARMFUL = Model.parse("u*v*x", parameters=["u", "v"], inputs=["x"], name=HARM)


@cache
def answers() -> dict[str, CertifiedAnswer]:
    """Answers of every kind that has certificates."""
    return {
        "certified": certify(TANH, ["W[0] = W[1]", "a[0] = a[1]"], name="neurons merged"),
        "generic": certify(DIAGONAL, ["a**2 - b**2 = c"], constants=["c"], name="hyperbolas"),
        "refuted": certify(DIAGONAL, ["a**2 + b**2 = 3"], name="circle"),
        "empty": certify(DIAGONAL, ["a**2 + b**2 = -1"], name="nothing"),
        "core": core(DIAGONAL, ["a*b = 0"], name="axes"),
        "laws": laws(DIAGONAL),
        "orbit": orbit(DIAGONAL, {"a": 1, "b": 2}),
        "harmful": certify(HARMFUL, ["u = v"], name=HARM),
    }


def certificate(name: str) -> bytes:
    """The certificate of an answer."""
    found = answers()[name].certificate
    assert found is not None
    return found


def forged() -> bytes:
    """A certificate whose claim is changed."""
    data = certificate("generic")
    assert data.count(b'"verdict":"certified"') == 1
    return data.replace(b'"verdict":"certified"', b'"verdict":"refuted"')


def write_all(folder: Path) -> Path:
    """Writes all certificates, a forged one and a file that is none into a folder."""
    folder.mkdir()
    for name in answers():
        (folder / f"{name}.json").write_bytes(certificate(name))
    (folder / "forged.json").write_bytes(forged())
    (folder / NONE).write_bytes(b"no certificate")
    return folder
