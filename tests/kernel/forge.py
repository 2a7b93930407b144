"""Certificates written by hand, true and false ones: the parts of a document, and ways to spoil it.

Variables are spelt by their names. So that `terms` can put a polynomial in the order that the kernel demands,
parameters are called `a … w` (or, without inputs, `x y z`), inputs `x y z`, and constants `k l`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from fractions import Fraction
from typing import Any, Final, TypeAlias

from certsim.kernel.check import FORMAT, Accepted, check, write_certificate
from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.evidence.records import (
    Combination,
    Evidence,
    Invariance,
    LieDerivative,
    Place,
    Reference,
    Tangency,
)
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.statement.strict_json import digest, dump
from certsim.kernel.terms.polynomial import Polynomial

Json: TypeAlias = Any

DELETED: Final = object()
PRIME: Final = 1_000_003
_ORDER: Final = [*"abcdefghijmnopqrstuvwxyzkl", *(f"@{atom}" for atom in range(10))]


def terms(*written: str) -> Json:
    """A polynomial: `terms("2 p p q", "-1")` is 2p²q - 1."""
    split = [text.split() for text in written]
    ordered = [[coefficient, *sorted(names, key=_ORDER.index)] for coefficient, *names in split]
    return sorted(ordered, key=lambda term: [_ORDER.index(name) for name in term[1:]])


def combination(*summands: tuple[str, Sequence[str]]) -> Json:
    """Σ q·p: `combination(("equation 0", ["2 p"]))` is 2p times the first equation."""
    return [[[kind, int(at)], terms(*q)] for (kind, at), q in ((to.split(), q) for to, q in summands)]


def atoms(*calls: tuple[str, Sequence[str]]) -> Json:
    """The calls that evidence lists: `atoms(("inv", ["1 b"]))` is 1/b, which is @0."""
    return [[function, terms(*argument)] for function, argument in calls]


# Claims.


def scalars(names: str) -> Json:
    return [[name, []] for name in names.split()]


def call(function: str, argument: Json) -> Json:
    return ["call", function, argument]


def model(output: Json, parameters: str, inputs: str = "x", **more: Json) -> Json:
    return {"parameters": scalars(parameters), "inputs": scalars(inputs), "outputs": [output], **more}


def fields(parameters: str, *given: list[Json]) -> Json:
    return {"parameters": scalars(parameters), "fields": list(given)}


def claim(
    of: Json,
    *equations: tuple[Json, Json],
    verdict: str = "certified",
    manifold: Json = None,
    **candidate: Json,
) -> Json:
    plain = candidate.keys().isdisjoint({"fixed_by", "difference"})
    about = {"equations": [list(pair) for pair in equations]} if plain else {}
    said = {"manifold": manifold} if manifold else {}
    return {"model": of, "candidate": {**about, **candidate}, "verdict": verdict, **said}


# Evidence.


def evidence(proof: Json, manifold: Json = None) -> Json:
    return {"proof": proof, "manifold": manifold}


def invariance(proof: Json, description: Json = None) -> Json:
    return {"shows": "invariance", "description": description, "proof": proof}


def tangency(**parts: Json) -> Json:
    return {"rule": "tangency", "congruences": [], "lie": [], "conditions": [], **parts}


def lie(equation: int, cofactors: Json, field: int = 0, power: int = 0) -> Json:
    return {"field": field, "equation": equation, "power": power, "cofactors": cofactors}


def kept(*cofactors: Json) -> Json:
    return {"by": "cofactors", "cofactors": list(cofactors)}


def identity(cofactors: Json, power: int = 0, generic: Json = None, squares: Json = ()) -> Json:
    return {
        "by": "identity",
        "power": power,
        "generic": terms("1") if generic is None else generic,
        "squares": list(squares),
        "cofactors": cofactors,
    }


def solver(version: str = "4.12") -> Json:
    return {"by": "z3", "version": version}


def vanishing(cofactors: Json, exponent: int = 1, power: int = 0, squares: Json = ()) -> Json:
    return {"by": "identity", **plainly_vanishing(cofactors, exponent, power, squares)}


def plainly_vanishing(cofactors: Json, exponent: int = 1, power: int = 0, squares: Json = ()) -> Json:
    """As `vanishing`, where there is no other way to show it."""
    return {"power": power, "exponent": exponent, "squares": list(squares), "cofactors": cofactors}


def description(equations: list[Json], reasons: list[Json], implied: list[Json]) -> Json:
    return {"equations": equations, "vanishing": reasons, "implied": implied}


def symmetry(*maps: Mapping[str, Json], flows: Sequence[Mapping[str, Json]] = ()) -> Json:
    return {"rule": "symmetry", "maps": list(maps)} | ({"fields": list(flows)} if flows else {})


def empty(proof: Json = None) -> Json:
    return {"rule": "empty", "proof": proof}


def boundary(rest: Json) -> Json:
    return {"by": "boundary", "rest": _part_of_a_proof(rest)}


def composition(*parts: tuple[Json, Json], images: Json = None) -> Json:
    """A set made of candidates, each with its proof of invariance."""
    written = [{"candidate": candidate, "proof": _part_of_a_proof(proof)} for candidate, proof in parts]
    return {"rule": "composition", "parts": written, "images": images}


def cases(splits: Sequence[tuple[Sequence[Json], Json]], *parts: tuple[Sequence[Json], Json]) -> Json:
    """A proof from products of factors, each with the reason why it vanishes, and parts with their proofs."""
    return {"rule": "cases", **parts_of(splits, *parts)}


def parts_of(splits: Sequence[tuple[Sequence[Json], Json]], *parts: tuple[Sequence[Json], Json]) -> Json:
    """The same beside another proof."""
    return {
        "splits": [{"factors": list(factors), "reason": reason} for factors, reason in splits],
        "cases": [{"equations": list(more), "proof": _part_of_a_proof(proof)} for more, proof in parts],
    }


def core(proof: Json, inside: Sequence[Json], **parts: Json) -> Json:
    rest = {"steps": [], "reached": None, "outside": None, **parts}
    return {"shows": "core", "invariance": _part_of_a_proof(proof), "inside": list(inside), **rest}


def spanning(*brackets: Json, **parts: Json) -> Json:
    """Evidence that brackets are independent, modulo a prime unless `parts` say otherwise."""
    rest = {"modulus": PRIME, "basis": None, "bits": None, "input": {}, **parts}
    return {**rest, "brackets": list(brackets)}


def orbit(shown: Json, chosen: Sequence[int], span: Json, **parts: Json) -> Json:
    """Bounds for an orbit: a set that is shown to be invariant, some of its equations, and what spans."""
    rest = {"conservation": [], "chosen": list(chosen), "chosen_laws": [], "spanning": span, **parts}
    return {"shows": "orbit", "invariance": _part_of_a_proof(shown), **rest}


def _part_of_a_proof(proof: Json) -> Json:
    return {key: value for key, value in proof.items() if key != "shows"}


def root(polynomial: str, low: str, high: str) -> Json:
    """A root of a polynomial, its coefficients from the constant one on, between two numbers."""
    return {"polynomial": polynomial.split(), "interval": [low, high]}


def place(point: Mapping[str, Json], functions: Mapping[str, Json] | None = None, **more: Json) -> Json:
    """A point; `more` are its root, its bits, and the input at which the model is defined."""
    rest = {"root": None, "bits": 64, "input": {}, **more}
    return {"point": point, "functions": functions or {}, **rest}


def letter(field: int = 0, **values: str) -> Json:
    return {"field": field, "input": values}


def leaving(at: Json, *word: Json, equation: int = 0) -> Json:
    return {"shows": "leaving", "place": at, "equation": equation, "word": list(word)}


def crossing(at: Json, rest: Json, *word: Json, condition: int = 0, alone: bool = False) -> Json:
    part = _part_of_a_proof(rest)
    document = {"shows": "crossing", "place": at, "condition": condition, "word": list(word)}
    return {**document, "alone": alone, "rest": part}


def misstep(optimiser: str, at: Json, along: Json, violated: Json, size: str = "1", more: str = "0") -> Json:
    parts = {"optimiser": optimiser, "place": at, "letter": along, "violated": violated}
    return {**parts, "size": size, "more": more}


def regular(at: Json, chosen: Sequence[int] = (), **parts: Json) -> Json:
    rest = {"redundant": [], "everywhere": None, **parts}
    return {"by": "regular point", "place": at, "chosen": list(chosen), **rest}


def redundant(equation: int, multiplier: Json, cofactors: Json) -> Json:
    return {"equation": equation, "multiplier": multiplier, "cofactors": cofactors}


# Documents.


def document(about: Json, offered: Json, *assumptions: str) -> Json:
    """A certificate with the right digests."""
    return signed(
        {
            "certsim": FORMAT,
            "about": {"model": "made by hand", "candidate": "made by hand"},
            "claim": about,
            "evidence": offered,
            "assumptions": list(assumptions),
        }
    )


def signed(written: Json) -> Json:
    """The document with the digests of what it holds now."""
    return {**written, "digests": {part: digest(written[part]) for part in ("claim", "evidence")}}


def spoilt(written: Json, changes: Mapping[str, Json], *, sign: bool = True) -> Json:
    """A copy in which the values at some paths, such as `evidence.proof.word.0`, are others or `DELETED`."""
    copy = deepcopy(written)
    for path, value in changes.items():
        *way, last = path.split(".")
        parent = copy
        for key in way:
            parent = parent[int(key) if isinstance(parent, list) else key]
        _put(parent, last, value)
    return signed(copy) if sign else copy


def _put(parent: Json, key: str, value: Json) -> None:
    at = int(key) if isinstance(parent, list) else key
    if value is DELETED:
        del parent[at]
    elif isinstance(parent, list) and at == len(parent):
        parent.append(value)
    else:
        parent[at] = value


def judged(certificate: Json | bytes) -> tuple[str, str]:
    """`accepted`, `invalid` or `malformed`, and the message. Any other exception is let through."""
    data = certificate if isinstance(certificate, bytes) else dump(certificate)
    try:
        return "accepted", check(data).verdict
    except MalformedCertificate as error:
        return "malformed", error.message
    except InvalidCertificate as error:
        return "invalid", str(error)


# Evidence in the kernel's own records.


def variables(count: int) -> tuple[Polynomial, ...]:
    return tuple(map(Polynomial.variable, range(count)))


def placed(*coordinates: Polynomial | int | Fraction, **parts: Any) -> Place:
    """A place with these coordinates, the first variables first; those that are 0 are not listed."""
    listed = (c if isinstance(c, Polynomial) else Polynomial.constant(c) for c in coordinates)
    point = {variable: value for variable, value in enumerate(listed) if value}
    return Place(**{"root": None, "point": point, "functions": {}, "bits": 64, "input": {}, **parts})


def times(*cofactors: Polynomial, kind: str = "equation") -> Combination:
    """q_0·p_0 + q_1·p_1 + … with the polynomials of one kind."""
    return tuple((Reference(kind, at), q) for at, q in enumerate(cofactors))


def tangent(*lie: tuple[int, Combination], **parts: Any) -> Tangency:
    """Tangency along field 0, with the combinations of some equations."""
    listed = tuple(LieDerivative(0, equation, 0, cofactors) for equation, cofactors in lie)
    return Tangency(**{"congruences": (), "lie": listed, "conditions": (), **parts})


def proved(about: Json, proof: Any, by: Any = None, manifold: Any = None) -> Accepted:
    """What the kernel says of a certificate with this proof of invariance, or this refutation.

    `by` is the description under which invariance is shown. Raises what the rules raise.
    """
    kinds = ("Tangency", "ByStructure", "Symmetry", "Empty", "Composition", "Cases")
    offered = Invariance(by, proof) if type(proof).__name__ in kinds else proof
    labels = {"model": "a test", "candidate": "a test"}
    return check(write_certificate(labels, read_claim(about), Evidence(offered, manifold)))
