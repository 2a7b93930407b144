"""No proofs: what holds at many points need not hold, and what does not prove its claim is refused.

An identity that was tested at points, a rank that was computed in floating point, and a value that rounds to
0 prove nothing; and a certificate proves its claim because each step of it is checked, and not because
certsim wrote it.

*Proof.* By example. x(x - 1)···(x - 20) is 0 at 21 points and no identity: {y = 0} is left where it is not 0.
The fields (1, 1) and (1, 1 + 10⁻¹⁷) are parallel in floating point and independent in truth: there is one
orbit, the plane, and the line x = y, which seems to be kept, is left at the rate 10⁻¹⁷. Where e stands beside
its first sixteen digits, the difference is not 0. ∎

The certificates are these counterexamples and ranks. Then certificates are changed, with digests that are
computed anew: a cofactor, the dimension, the verdict, the set, the model; the bounds and the point of an
orbit. The kernel refuses each, and it says what does not hold. It accepts them as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from certsim import Model, certify, orbit
from certsim.kernel.statement.strict_json import digest, dump, load
from proofs.harness.instances import Instance, ask, certificate_of, fails, holds, refusal

THEOREMS: Final = ("T19",)

PLANE: Final = ("x", "y")
ROOTS = Model.from_fields(
    [["0", "*".join(f"(x - {root})" for root in range(21))]], parameters=PLANE, name="a field of many zeros"
)
PARALLEL = Model.from_fields([["1", "1"], ["1", "1"]], parameters=PLANE, name="parallel fields")
NEARLY = Model.from_fields([["1", "1"], ["1", "1 + 1e-17"]], parameters=PLANE, name="nearly parallel fields")
DIGITS = Model.parse(
    "a*(exp(w) - 2.718281828459045) + a**2*x", parameters=["a", "w"], inputs=["x"], name="digits of e"
)
SPIRAL = Model.from_fields(
    [["x*(1 - x**2 - y**2) - y", "y*(1 - x**2 - y**2) + x"]], parameters=PLANE, name="spirals"
)
SCALAR = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="product of two")
ORIGIN: Final = {"x": 0, "y": 0}

CIRCLE: Final = ["x**2 + y**2 = 1"]
CHANGED: Final[Sequence[tuple[str, str, str, str]]] = (
    ("a cofactor", '["-2","x","x"]', '["-1","x","x"]', "but the cofactors give"),
    ("the dimension", '"dimension":1', '"dimension":2', "and shown to be"),
    ("the verdict", '"certified"', '"refuted"', "expected one of ['certified', 'core', 'reduced']"),
    ("the set", '"y",2]],"1"]', '"y",2]],"4"]', "but the cofactors give"),
    ("the model", '["neg","y"]', '["neg","x"]', "but the cofactors give"),
)
OF_ORBIT: Final[Sequence[tuple[str, str, str, str]]] = (
    ("the bound from below", '"lower":1', '"lower":2', "expected an integer from 0 to 1, found 2"),
    ("the bound from above", '"upper":1', '"upper":0', "expected an integer from 0 to 0, found 1"),
    ("the point", '"b":"1"', '"b":"2"', "the point is not in the set"),
)


def said_of_circle(old: str = "", new: str = "", reason: str = "accepted") -> str:
    """What the kernel says of a certificate with another text in it: the reason, if that is why."""
    return _shortened(_changed(certificate_of(certify(SPIRAL, CIRCLE)), old, new), reason)


def said_of_orbit(old: str = "", new: str = "", reason: str = "accepted") -> str:
    """Likewise for the certificate of an orbit."""
    return _shortened(_changed(certificate_of(orbit(SCALAR, {"a": 2, "b": 1})), old, new), reason)


def _shortened(certificate: bytes, reason: str) -> str:
    said = refusal(certificate)
    return reason if reason in said else said


def _changed(certificate: bytes | None, old: str, new: str) -> bytes:
    """A certificate with another text in it, and with digests that are right."""
    text = (certificate or b"").decode()
    document = load(text.replace(old, new).encode())
    document["digests"] = {part: digest(document[part]) for part in ("claim", "evidence")}
    return dump(document)


def instances() -> Iterator[Instance]:
    """Counterexamples to what seems to hold; certificates as they were, and changed."""
    line = ask(certify, ROOTS, ["y = 0"])
    yield holds("an identity at 21 points", line, verdict="refuted", violates="equation", word=1)
    rate = f"-1/{10**17}"
    seems = ask(certify, NEARLY, ["x = y"])
    yield holds("a line between nearly parallel fields", seems, verdict="refuted", rate=rate)
    whole = ask(orbit, NEARLY, ORIGIN)
    yield holds("the rank of nearly parallel fields", whole, dimension=2, fills=True)
    one = ask(orbit, PARALLEL, ORIGIN)
    yield holds("the rank of parallel fields", one, dimension=1, fills=True, equations=("y = x",))
    digits = ask(certify, DIGITS, ["w = 1", "a = 0"])
    yield holds("sixteen digits of e", digits, verdict="refuted", violates="equation", word=1)
    yield holds("the certificate of a limit cycle", said_of_circle, value="accepted")
    yield holds("the certificate of an orbit", said_of_orbit, value="accepted")
    dropped = "the certificate is as it was"
    for said_of, changes in ((said_of_circle, CHANGED), (said_of_orbit, OF_ORBIT)):
        for name, old, new, reason in changes:
            question = ask(said_of, old, new, reason)
            yield fails(f"{name}, changed", question, dropped=dropped, value=reason)
