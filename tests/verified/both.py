"""Both checkers on the same certificates, and why the one may accept what the other refuses."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, TypeAlias

from certsim.kernel.check import check
from certsim.kernel.errors import KernelError, LimitExceeded, MalformedCertificate
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Difference, read_claim
from certsim.kernel.statement.strict_json import digest, dump
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.functions import Domain
from certsim.verified import ACCEPTED, Answer

Json: TypeAlias = Any

SECONDS: Final = 20.0
"""That the program may take for one certificate."""
_LINE: Final = re.compile(
    r"([0-9]+)\.json: (?:(valid|invalid)|(valid if|invalid:|malformed:|not covered:) (.+))", re.ASCII
)


def asked(program: Path, certificates: Sequence[bytes], seconds: float = SECONDS) -> list[Answer]:
    """The program's answers in one run, each within so many seconds; raises ValueError where one is missing.

    Other than `certsim.verified.ask`, this waits for all of them, however many there are.
    """
    if not certificates:
        return []
    with tempfile.TemporaryDirectory() as room:
        names = [f"{at}.json" for at in range(len(certificates))]
        for name, data in zip(names, certificates, strict=True):
            Path(room, name).write_bytes(data)
        command = [str(program), "--timeout", str(seconds), *names]
        done = subprocess.run(command, cwd=room, capture_output=True, text=True, check=False)
    matches = [_LINE.fullmatch(line) for line in done.stdout.splitlines()]
    found = {int(match[1]): match for match in matches if match is not None}
    if len(matches) != len(certificates) or len(found) != len(certificates):
        raise ValueError(f"status {done.returncode}: {done.stdout[-200:]}{done.stderr[-200:]}")
    return [_answer(found[at]) for at in range(len(certificates))]


def _answer(match: re.Match[str]) -> Answer:
    _, plain, word, more = match.groups()
    return Answer(plain) if plain else Answer(word.rstrip(":"), more)


def judged(data: bytes) -> str:
    """The kernel's answer: valid, invalid, malformed; or too long, if the work is more than it allows."""
    try:
        check(data)
    except LimitExceeded:
        return "too long"
    except MalformedCertificate:
        return "malformed"
    except KernelError:
        return "invalid"
    return "valid"


# Why they differ. Each reason has a name, and a test that tells whether it applies.

CLAIMS_ARE_NOT_READ: Final = "a set has no meaning"
_NUMBERS: Final = "numbers: an equation that vanishes where others hold has a number in the program"


def why_only_the_program(data: bytes) -> str | None:
    """Why the program may accept a certificate that the kernel refuses; nothing if there is no reason."""
    if judged(data) == "too long":
        return "work: the kernel has a limit, and the program has none"
    document = _document(data)
    if document is None:
        return None
    if any(judged(one) == "valid" for narrow in _narrower(document) for one in _signed(narrow)):
        return "enclosure: the program's intervals are narrower"
    if any(map(_has_an_equation_that_vanishes, _claims(document))):
        return _NUMBERS
    plain = {**document, "evidence": {**document["evidence"], "proof": _PLAIN}}
    if any(judged(one) == "valid" for one in _signed(plain)):
        return "retold: the claim has a proof without evidence"
    return _retold(document["evidence"]["proof"])


def _retold(proof: Json) -> str | None:
    rule = proof["proof"] if proof.get("shows") == "invariance" else {}
    if rule.get("rule") == "structure":
        return "retold: the program proves by tangency what is shown by structure"
    if rule.get("rule") == "empty" and (rule["proof"] or {}).get("by") == "domain":
        return (
            "outside: the program itself looks for the argument that is outside its domain, and for its calls"
        )
    return None


def why_only_the_kernel(data: bytes, answer: Answer) -> str | None:
    """Why the program may refuse a certificate that the kernel accepts; nothing if there is no reason."""
    document = _document(data)
    if document is None:
        return None
    if answer.message == CLAIMS_ARE_NOT_READ and "call" in _strings(document["claim"]["candidate"]):
        return "calls: the program reads no calls in equations of a set, not even of numbers"
    if answer.status != "invalid":
        return None
    if any(map(_has_an_equation_that_vanishes, _claims(document))):
        return _NUMBERS
    if any(map(_is_plainly_empty, _claims(document))):
        return "plain: the kernel does not look at the proof where a set is plainly empty"
    if "data" in document["claim"]["model"] and "relation" in _strings(document["evidence"]):
        return "data: in the kernel the relation of a call that a datum does not meet is 0"
    if any(map(_is_nowhere_defined, _claims(document))):
        return "nowhere: an argument is outside its domain on all of a set"
    return None


def _has_an_equation_that_vanishes(written: Json) -> bool:
    """Whether a curved equation is 0 where the affine ones hold. The kernel drops it."""
    claim = read_claim({key: value for key, value in written.items() if key != "manifold"})
    restriction = Setting.of(claim).restriction
    return any(g.degree > 1 and not restriction.apply(g) for g in claim.candidate.equations)


def _claims(document: Json) -> Iterator[Json]:
    """The claim, and those that its parts stay."""
    yield document["claim"]
    for candidate in _parts(document["evidence"]):
        yield {**document["claim"], "candidate": candidate}


def _is_plainly_empty(written: Json) -> bool:
    claim = read_claim({key: value for key, value in written.items() if key != "manifold"})
    return not isinstance(claim.subject, Difference) and Setting.of(claim).is_plainly_empty


def _is_nowhere_defined(written: Json) -> bool:
    """Whether an argument of the model is a number outside its domain on the affine part of a set."""
    claim = read_claim({key: value for key, value in written.items() if key != "manifold"})
    if isinstance(claim.subject, Difference):
        return False
    value_of = Setting.of(claim).restriction.value
    for limited in claim.model.domains:
        for node, domain in limited.items():
            try:
                (value,) = evaluate(claim.model.graph, [node], value_of, claim.tower())
            except KernelError:
                return True
            number = value.constant_value
            if number is not None and (number <= 0 if domain is Domain.POSITIVE else number == 0):
                return True
    return False


_PLAIN: Final = {
    "shows": "invariance",
    "description": None,
    "proof": {"rule": "tangency", "lie": [], "congruences": [], "conditions": []},
}
"""Tangency where every Lie derivative is 0 on the affine part."""


def explained(data: bytes, kernel: str, answer: Answer) -> str | None:
    """A name for the reason of a difference, with a colon behind it; nothing for one that should not be."""
    if answer.status in ACCEPTED and kernel != "valid":
        return why_only_the_program(data)
    return why_only_the_kernel(data, answer)


def is_difference(kernel: str, answer: Answer) -> bool:
    """Whether one accepts what the other refuses. What is not covered is not refused."""
    return answer.status != "not covered" and (kernel == "valid") != (answer.status in ACCEPTED)


def _document(data: bytes) -> Json:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _narrower(document: Json) -> Iterator[Json]:
    """The same counterexample, with more bits and with a narrower interval for its root."""
    proof = document["evidence"]["proof"]
    place = proof.get("place")
    if not place:
        return
    root = place["root"]
    for _ in range(30):
        evidence = {
            **document["evidence"],
            "proof": {**proof, "place": {**place, "bits": 4000, "root": root}},
        }
        yield {**document, "evidence": evidence}
        if root is None:
            return
        root = {**root, "interval": _part(root)}


def _part(root: Json) -> Json:
    """A part of the interval at whose ends the polynomial has different signs; cut where it is not 0."""
    low, high = map(Fraction, root["interval"])
    for share in (Fraction(1, 2), Fraction(2, 5)):
        middle = low + share * (high - low)
        signs = _at(root["polynomial"], low) * _at(root["polynomial"], middle)
        if signs:
            break
    ends = (low, middle) if signs < 0 else (middle, high)
    return [str(end) for end in ends]


def _at(coefficients: Sequence[str], x: Fraction) -> Fraction:
    return sum((Fraction(c) * x**power for power, c in enumerate(coefficients)), Fraction(0))


def _signed(document: Json) -> Iterator[bytes]:
    """With its digests; under each choice of the assumptions that it names."""
    digests = {part: digest(document[part]) for part in ("claim", "evidence")}
    for assumptions in ([], *([name] for name in document["assumptions"]), document["assumptions"]):
        yield dump({**document, "assumptions": assumptions, "digests": digests})


def _parts(node: Json) -> Iterator[Json]:
    """The candidates that a composition is made of."""
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _parts(inner)
    if isinstance(node, dict) and "candidate" in node:
        yield node["candidate"]


def _strings(node: Json) -> set[str]:
    if isinstance(node, dict):
        return set().union(*map(_strings, node.values()))
    return set().union(*map(_strings, node)) if isinstance(node, list) else {str(node)}
