"""The evidence: what search found and the rules check, and its one spelling in JSON.

Every kind of evidence is a record here, and reads and writes itself by the codec that stands under it, so
that reader and writer cannot drift apart. Nothing in the evidence is believed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Generic, TypeAlias, TypeVar

from certsim.kernel.arithmetic import Number, number_to_json, read_number
from certsim.kernel.errors import MalformedCertificate
from certsim.kernel.expression import read_rational
from certsim.kernel.polynomial import Polynomial
from certsim.kernel.reading import Json, Path, read_choice, read_count, read_list, read_object, read_text

T = TypeVar("T")

MAX_INDEX: Final = 10_000_000
MAX_POWER: Final = 64
MAX_WORD: Final = 12
MAX_ENCLOSURE_BITS: Final = 4_096


@dataclass(frozen=True)
class Names:
    """The names of a claim's leaves; atom k, in the order in which the rule meets them, is `@k`."""

    leaves: Sequence[str]
    variables: Mapping[str, int]

    def text(self, variable: int) -> str:
        count = len(self.leaves)
        return self.leaves[variable] if variable < count else f"@{variable - count}"

    def variable(self, name: Json, path: Path) -> int:
        if isinstance(name, str) and name in self.variables:
            return self.variables[name]
        if isinstance(name, str) and re.fullmatch(r"@(0|[1-9][0-9]{0,6})", name):
            return len(self.leaves) + int(name[1:])
        raise MalformedCertificate(f"unknown variable {name!r:.80}", path)


@dataclass(frozen=True)
class Codec(Generic[T]):
    """How one kind of value is read from JSON, strictly, and written to it."""

    read: Callable[[Names, Json, Path], T]
    write: Callable[[Names, T], Json]


def _listing(entry: Codec[T]) -> Codec[tuple[T, ...]]:
    return Codec(
        lambda names, document, path: tuple(
            read_list(document, lambda item, at: entry.read(names, item, at), path)
        ),
        lambda names, values: [entry.write(names, value) for value in values],
    )


def _pair(first: Codec[Any], second: Codec[Any]) -> Codec[tuple[Any, Any]]:
    def read(names: Names, document: Json, path: Path) -> tuple[Any, Any]:
        parts = read_list(document, lambda item, at: (item, at), path, 2)
        return first.read(names, *parts[0]), second.read(names, *parts[1])

    return Codec(read, lambda names, value: [first.write(names, value[0]), second.write(names, value[1])])


def _optional(codec: Codec[T]) -> Codec[T | None]:
    return Codec(
        lambda names, document, path: None if document is None else codec.read(names, document, path),
        lambda names, value: None if value is None else codec.write(names, value),
    )


def _mapping(key: Codec[Any], value: Codec[T]) -> Codec[dict[Any, T]]:
    def read(names: Names, document: Json, path: Path) -> dict[Any, T]:
        entries = read_object(document, (), document if isinstance(document, dict) else (), path)
        return {
            key.read(names, name, path): value.read(names, item, (*path, name))
            for name, item in entries.items()
        }

    return Codec(
        read, lambda names, entries: {key.write(names, k): value.write(names, v) for k, v in entries.items()}
    )


def _lazy(codec: Callable[[], Codec[T]]) -> Codec[T]:
    """A codec that is made further down: evidence may hold evidence."""
    return Codec(
        lambda names, document, path: codec().read(names, document, path),
        lambda names, value: codec().write(names, value),
    )


def _record(kind: type[T], leave_out: Collection[str] = (), **codecs: Codec[Any]) -> Codec[T]:
    """A dataclass as an object with exactly its fields; empty lists of some are left out."""
    required = [key for key in codecs if key not in leave_out]

    def read(names: Names, document: Json, path: Path) -> T:
        parts = read_object(document, required, codecs, path)
        for key in leave_out:
            if key in parts and not parts[key]:
                raise MalformedCertificate("an empty list is left out here", (*path, key))
        return kind(**{key: codecs[key].read(names, entry, (*path, key)) for key, entry in parts.items()})

    def write(names: Names, value: T) -> Json:
        written = {key: codec.write(names, getattr(value, key)) for key, codec in codecs.items()}
        return {key: entry for key, entry in written.items() if key not in leave_out or entry}

    return Codec(read, write)


def _tagged(tag: str, kinds: Mapping[str, tuple[type[Any], Codec[Any]]]) -> Codec[Any]:
    """One of several records, told apart by the value of a key."""

    def read(names: Names, document: Json, path: Path) -> Any:
        name = read_choice(
            document.get(tag) if isinstance(document, dict) else None, tuple(kinds), (*path, tag)
        )
        rest = {key: value for key, value in document.items() if key != tag}
        return kinds[name][1].read(names, rest, path)

    def write(names: Names, value: Any) -> Json:
        name = next(name for name, (kind, _) in kinds.items() if type(value) is kind)
        return {tag: name, **kinds[name][1].write(names, value)}

    return Codec(read, write)


def _read_polynomial(names: Names, document: Json, path: Path) -> Polynomial:
    terms = {}
    for entry in read_list(document, lambda item, at: read_list(item, lambda text, _: text, at), path):
        if not entry:
            raise MalformedCertificate("a term has a coefficient", path)
        coefficient = read_rational(entry[0], path)
        terms[tuple(sorted(names.variable(name, path) for name in entry[1:]))] = coefficient
    polynomial = Polynomial(terms)
    if _write_polynomial(names, polynomial) != document:
        raise MalformedCertificate("a polynomial that is not in its one spelling", path)
    return polynomial


def _write_polynomial(names: Names, polynomial: Polynomial) -> Json:
    return [
        [str(polynomial.terms[monomial]), *map(names.text, monomial)] for monomial in sorted(polynomial.terms)
    ]


def _count(limit: int) -> Codec[int]:
    return Codec(lambda _, document, path: read_count(document, limit, path), lambda _, value: value)


POLYNOMIAL: Final = Codec(_read_polynomial, _write_polynomial)
_TEXT: Final = Codec(lambda _, document, path: read_text(document, path), lambda _, value: value)
_RATIONAL: Final = Codec(lambda _, document, path: read_rational(document, path), lambda _, value: str(value))
_NUMBER: Final = Codec(
    lambda _, document, path: read_number(document, path), lambda _, value: number_to_json(value)
)
_VARIABLE: Final = Codec(
    lambda names, document, path: names.variable(document, path), lambda names, value: names.text(value)
)
_FLAG: Final[Codec[bool]] = Codec(
    lambda _, document, path: read_choice(document, (True, False), path), lambda _, value: value
)
_INDEX: Final = _count(MAX_INDEX)
_POWER: Final = _count(MAX_POWER)


@dataclass(frozen=True)
class Reference:
    """One of the polynomials that are known to vanish where a rule needs it."""

    kind: str
    index: int


REFERENCES: Final = ("equation", "congruence", "relation", "condition", "minor")
_REFERENCE: Final = Codec(
    lambda _, document, path: _read_reference(document, path), lambda _, value: [value.kind, value.index]
)


def _read_reference(document: Json, path: Path) -> Reference:
    kind, index = read_list(document, lambda item, _: item, path, 2)
    return Reference(read_choice(kind, REFERENCES, path), read_count(index, MAX_INDEX, path))


Combination: TypeAlias = tuple[tuple[Reference, Polynomial], ...]
"""Σ q·p: cofactors q of polynomials p that are referred to."""

COMBINATION: Final = _listing(_pair(_REFERENCE, POLYNOMIAL))


@dataclass(frozen=True)
class Square:
    """c·w·s² with c > 0, w the product of the h of the side conditions `weight`, which say that h > 0."""

    coefficient: Fraction
    weight: tuple[int, ...]
    root: Polynomial


@dataclass(frozen=True)
class Vanishing:
    """(∏h)^power · f^exponent + Σ c·w·s² = Σ q·p with c > 0: f vanishes where the p do and the h hold."""

    power: int
    exponent: int
    squares: tuple[Square, ...]
    cofactors: Combination


@dataclass(frozen=True)
class VanishingBySolver:
    """The solver, at this version, found no real point of the set at which f is not 0."""

    version: str


def _read_square(names: Names, document: Json, path: Path) -> Square:
    coefficient, weight, root = read_list(document, lambda item, at: (item, at), path, 3)
    return Square(
        _RATIONAL.read(names, *coefficient), _WEIGHT.read(names, *weight), POLYNOMIAL.read(names, *root)
    )


_WEIGHT: Final = _listing(_INDEX)
_SQUARES: Final = _listing(
    Codec(
        _read_square,
        lambda names, one: [str(one.coefficient), list(one.weight), POLYNOMIAL.write(names, one.root)],
    )
)
_VANISHING: Final = _record(Vanishing, power=_POWER, exponent=_POWER, squares=_SQUARES, cofactors=COMBINATION)
_REASON: Final = _tagged(
    "by",
    {
        "identity": (Vanishing, _VANISHING),
        "z3": (VanishingBySolver, _record(VanishingBySolver, version=_TEXT)),
    },
)


@dataclass(frozen=True)
class Description:
    """Other equations f of the same set, each shown to vanish on it, and each old one a combination."""

    equations: tuple[Polynomial, ...]
    vanishing: tuple[Vanishing | VanishingBySolver, ...]
    implied: tuple[Combination, ...]


_DESCRIPTION: Final = _record(
    Description,
    equations=_listing(POLYNOMIAL),
    vanishing=_listing(_REASON),
    implied=_listing(COMBINATION),
)


@dataclass(frozen=True)
class NoPointByIdentity:
    """(∏h)^power · p(c) + Σ c·w·s² = Σ q·p: no real point, where p(c), in the constants, is not 0."""

    power: int
    generic: Polynomial
    squares: tuple[Square, ...]
    cofactors: Combination


@dataclass(frozen=True)
class NoPointBySolver:
    """The solver, at this version, found no real point."""

    version: str


@dataclass(frozen=True)
class OutsideDomain:
    """The argument u of a call, by its number, is on the set where the function is not defined.

    -u = Σ q·p where it must not be 0; where it must be positive, -u = Σ c·w·s² + Σ q·p.
    """

    argument: int
    squares: tuple[Square, ...]
    cofactors: Combination


NoPoint: TypeAlias = NoPointByIdentity | NoPointBySolver
_NO_POINT_KINDS: Final[Mapping[str, tuple[type[Any], Codec[Any]]]] = {
    "identity": (
        NoPointByIdentity,
        _record(NoPointByIdentity, power=_POWER, generic=POLYNOMIAL, squares=_SQUARES, cofactors=COMBINATION),
    ),
    "z3": (NoPointBySolver, _record(NoPointBySolver, version=_TEXT)),
}
_NO_POINT: Final = _tagged("by", _NO_POINT_KINDS)
_OUTSIDE: Final = _record(OutsideDomain, argument=_INDEX, squares=_SQUARES, cofactors=COMBINATION)
_EMPTINESS: Final = _tagged("by", {**_NO_POINT_KINDS, "domain": (OutsideDomain, _OUTSIDE)})


@dataclass(frozen=True)
class Congruence:
    """u - v ∈ (what is known to vanish), so that σ(u) - σ(v) vanishes too, where σ(u) is an atom."""

    atom: int
    argument: Polynomial
    cofactors: Combination


@dataclass(frozen=True)
class LieDerivative:
    """(∏h)^power · L_X g = Σ q·p for the field and the equation with these numbers."""

    field: int
    equation: int
    power: int
    cofactors: Combination


@dataclass(frozen=True)
class Kept:
    """L_X h = q·h + Σ q·p for the side condition h, for each field in turn."""

    cofactors: tuple[Combination, ...]


@dataclass(frozen=True)
class NeverZero:
    """The h of a side condition has no real zero on V."""

    proof: NoPoint


@dataclass(frozen=True)
class BoundaryInvariant:
    """V and V ∩ {h = 0} are both invariant, and so is what is left of V on either side of h = 0."""

    rest: Invariance


@dataclass(frozen=True)
class Tangency:
    """Theory T2 with T3 and T5. A Lie derivative that is not listed vanishes identically on the subspace."""

    congruences: tuple[Congruence, ...]
    lie: tuple[LieDerivative, ...]
    conditions: tuple[Kept | NeverZero | BoundaryInvariant, ...]


@dataclass(frozen=True)
class Symmetry:
    """Theory T8: affine maps of the parameters, those that they move given with their images."""

    maps: tuple[Mapping[int, Polynomial], ...]


@dataclass(frozen=True)
class Empty:
    """The candidate has no real point; the proof is needed where plain elimination does not show it."""

    proof: NoPoint | OutsideDomain | None


@dataclass(frozen=True)
class Letter:
    """A member of the family: a field by its number, and the input at which it is taken."""

    field: int
    input: Mapping[int, Fraction]


@dataclass(frozen=True)
class Place:
    """A point of parameters and constants (those not listed are 0), and how to compute there.

    `functions` replaces each unspecified function by a polynomial in the variable `u`; `bits` is the
    precision of interval enclosures, or `None` where values are computed exactly.
    """

    point: Mapping[int, Number]
    functions: Mapping[str, tuple[Fraction, ...]]
    bits: int | None


@dataclass(frozen=True)
class Leaves:
    """A point of S and a word with L_w g ≠ 0 there."""

    place: Place
    equation: int
    word: tuple[Letter, ...]


@dataclass(frozen=True)
class Crosses:
    """T5: at a point of V where the other conditions are strict, h = 0 and L_w h ≠ 0.

    `rest` shows that V with the other conditions is invariant or, if `alone`, that V is.
    """

    place: Place
    condition: int
    word: tuple[Letter, ...]
    alone: bool
    rest: Invariance


@dataclass(frozen=True)
class Invariance:
    """A proof that a set is structurally invariant, for the equations as claimed or in other words."""

    description: Description | None
    proof: Tangency | Symmetry | Empty | Composition


@dataclass(frozen=True)
class Part:
    """A set that a claimed set is made of, as a statement, and the proof that it is invariant."""

    candidate: Json
    proof: Invariance


@dataclass(frozen=True)
class Composition:
    """T10: the set is a union, an intersection, a difference, or the image of invariant sets.

    For an image, `images` is the symmetry that takes the claimed set to the part.
    """

    parts: tuple[Part, ...]
    images: Mapping[int, Polynomial] | None


@dataclass(frozen=True)
class Step:
    """A coefficient of L_X p, for a polynomial p that vanishes on the core, up to such polynomials.

    `inputs` is the monomial in the inputs whose coefficient is meant, `polynomial` what is left of it.
    """

    field: int
    equation: int
    inputs: tuple[int, ...]
    polynomial: Polynomial
    cofactors: Combination


@dataclass(frozen=True)
class Core:
    """T6: the claimed equations describe an invariant set, inside V, and the largest one.

    `inside`: why each equation of V vanishes on it. `steps` and `reached`: why each of its equations
    vanishes on every invariant subset of V; `None` if that is not claimed. `outside`: a point of V that is
    not in it, if one is offered.
    """

    invariance: Invariance
    inside: tuple[Vanishing | VanishingBySolver, ...]
    steps: tuple[Step, ...]
    reached: tuple[Vanishing, ...] | None
    outside: Place | None


@dataclass(frozen=True)
class Spanning:
    """T12: brackets of fields, each a word of letters, that are linearly independent at a point.

    They are computed modulo `modulus`, with `basis` for exponentials (its order N, and residues for
    e^{1/N}, cos(1/N), sin(1/N)); or in enclosures with `bits` bits.
    """

    modulus: int | None
    basis: tuple[int, ...] | None
    bits: int | None
    brackets: tuple[tuple[Letter, ...], ...]


@dataclass(frozen=True)
class Expressed:
    """multiplier·Z = Σ p_k·Y_k + rest, for a field Z and the brackets Y_k by their numbers.

    The rest holds, for a component by its number, a combination of what vanishes.
    """

    multiplier: Polynomial
    coefficients: tuple[tuple[int, Polynomial], ...]
    rest: tuple[tuple[int, Combination], ...]


@dataclass(frozen=True)
class Conservation:
    """T9: L_X h = 0 for a law h, by its number.

    If `opaque`, the parts of the fields that the law's own parameters do not enter directly are variables;
    else calls are atoms (T3), and a Lie derivative that does not vanish identically is a combination of
    their relations.
    """

    opaque: bool
    derivatives: tuple[tuple[int, Combination], ...]


@dataclass(frozen=True)
class Orbit:
    """Bounds for the dimension of the orbit through the claimed point, both sides.

    `chosen` and `chosen_laws`: equations of the claimed invariant set, and laws, with independent
    differentials at the point. `closure`, if there is one: why no bracket leaves the span of those in
    `spanning`, which is the upper bound then.
    """

    invariance: Invariance
    conservation: tuple[Conservation, ...]
    chosen: tuple[int, ...]
    chosen_laws: tuple[int, ...]
    spanning: Spanning
    closure: tuple[Expressed, ...] = ()


@dataclass(frozen=True)
class Laws:
    """Why each law is conserved; at the claimed point, laws with independent differentials, and brackets.

    `closure` as for an orbit.
    """

    conservation: tuple[Conservation, ...]
    chosen: tuple[int, ...]
    spanning: Spanning
    closure: tuple[Expressed, ...] = ()


@dataclass(frozen=True)
class Redundant:
    """multiplier·g = Σ q·(chosen equations): where the multiplier is not 0, g adds nothing."""

    equation: int
    multiplier: Polynomial
    cofactors: Combination


@dataclass(frozen=True)
class Regular:
    """T4: a point of S at which the chosen curved equations have independent differentials."""

    place: Place
    input: Mapping[int, Fraction]
    chosen: tuple[int, ...]
    redundant: tuple[Redundant, ...]
    everywhere: NoPoint | None


@dataclass(frozen=True)
class GenericallyEmpty:
    """S has no real point, for generic constants at least."""

    proof: NoPoint | None


Proof: TypeAlias = Invariance | Leaves | Crosses | Core | Orbit | Laws


MISSTEPS: Final = ("gradient_descent", "weight_decay", "adam")


@dataclass(frozen=True)
class Misstep:
    """T17: a point of S and a field X; the optimiser's first step along X, of this size, violates something.

    `more` is the part of the weights that decays, or Adam's ε.
    """

    optimiser: str
    place: Place
    letter: Letter
    size: Fraction
    more: Fraction
    violated: Reference


@dataclass(frozen=True)
class Evidence:
    """All that a certificate offers: the proof or the counterexample, what shows the manifold, and more.

    `missteps` are those of optimisers that do not keep a set which the flow keeps; `secant`, if there is one,
    two points of a set that is not affine.
    """

    proof: Proof
    manifold: Regular | GenericallyEmpty | None
    missteps: tuple[Misstep, ...] = ()
    secant: tuple[Place, ...] = ()


_CONGRUENCE: Final = _record(Congruence, atom=_INDEX, argument=POLYNOMIAL, cofactors=COMBINATION)
_LIE: Final = _record(LieDerivative, field=_INDEX, equation=_INDEX, power=_POWER, cofactors=COMBINATION)
_CONDITION: Final = _tagged(
    "by",
    {
        "cofactors": (Kept, _record(Kept, cofactors=_listing(COMBINATION))),
        "no zero": (NeverZero, _record(NeverZero, proof=_NO_POINT)),
        "boundary": (BoundaryInvariant, _record(BoundaryInvariant, rest=_lazy(lambda: _INVARIANCE))),
    },
)
_MAP: Final = _mapping(_VARIABLE, POLYNOMIAL)
_RAW: Final[Codec[Json]] = Codec(lambda _, document, __: document, lambda _, value: value)
_PART: Final = _record(Part, candidate=_RAW, proof=_lazy(lambda: _INVARIANCE))
_INVARIANCE: Final[Codec[Invariance]] = _record(
    Invariance,
    description=_optional(_DESCRIPTION),
    proof=_tagged(
        "rule",
        {
            "tangency": (
                Tangency,
                _record(
                    Tangency,
                    congruences=_listing(_CONGRUENCE),
                    lie=_listing(_LIE),
                    conditions=_listing(_CONDITION),
                ),
            ),
            "symmetry": (Symmetry, _record(Symmetry, maps=_listing(_MAP))),
            "empty": (Empty, _record(Empty, proof=_optional(_EMPTINESS))),
            "composition": (
                Composition,
                _record(Composition, parts=_listing(_PART), images=_optional(_MAP)),
            ),
        },
    ),
)
_PLACE: Final = _record(
    Place,
    point=_mapping(_VARIABLE, _NUMBER),
    functions=_mapping(_TEXT, _listing(_RATIONAL)),
    bits=_optional(_count(MAX_ENCLOSURE_BITS + 1)),
)
_INPUT: Final = _mapping(_VARIABLE, _RATIONAL)
_LETTER: Final = _record(Letter, field=_INDEX, input=_INPUT)
_REDUNDANT: Final = _record(Redundant, equation=_INDEX, multiplier=POLYNOMIAL, cofactors=COMBINATION)
_STEP: Final = _record(
    Step,
    field=_INDEX,
    equation=_INDEX,
    inputs=_listing(_VARIABLE),
    polynomial=POLYNOMIAL,
    cofactors=COMBINATION,
)
_MODULUS: Final = _count(1 << 64)
_SPANNING: Final = _record(
    Spanning,
    modulus=_optional(_MODULUS),
    basis=_optional(_listing(_MODULUS)),
    bits=_optional(_count(MAX_ENCLOSURE_BITS + 1)),
    brackets=_listing(_listing(_LETTER)),
)
_CONSERVATION: Final = _record(Conservation, opaque=_FLAG, derivatives=_listing(_pair(_INDEX, COMBINATION)))
_CLOSURE: Final = _listing(
    _record(
        Expressed,
        multiplier=POLYNOMIAL,
        coefficients=_listing(_pair(_INDEX, POLYNOMIAL)),
        rest=_listing(_pair(_INDEX, COMBINATION)),
    )
)
_OPTIMISER: Final = Codec(
    lambda _, document, path: read_choice(document, MISSTEPS, path), lambda _, value: value
)
_MISSTEP: Final = _record(
    Misstep,
    optimiser=_OPTIMISER,
    place=_PLACE,
    letter=_LETTER,
    size=_RATIONAL,
    more=_RATIONAL,
    violated=_REFERENCE,
)
EVIDENCE: Final[Codec[Evidence]] = _record(
    Evidence,
    leave_out=("missteps", "secant"),
    missteps=_listing(_MISSTEP),
    secant=_listing(_PLACE),
    proof=_tagged(
        "shows",
        {
            "invariance": (Invariance, _INVARIANCE),
            "core": (
                Core,
                _record(
                    Core,
                    invariance=_INVARIANCE,
                    inside=_listing(_REASON),
                    steps=_listing(_STEP),
                    reached=_optional(_listing(_VANISHING)),
                    outside=_optional(_PLACE),
                ),
            ),
            "orbit": (
                Orbit,
                _record(
                    Orbit,
                    leave_out=("closure",),
                    invariance=_INVARIANCE,
                    conservation=_listing(_CONSERVATION),
                    chosen=_listing(_INDEX),
                    chosen_laws=_listing(_INDEX),
                    spanning=_SPANNING,
                    closure=_CLOSURE,
                ),
            ),
            "laws": (
                Laws,
                _record(
                    Laws,
                    leave_out=("closure",),
                    conservation=_listing(_CONSERVATION),
                    chosen=_listing(_INDEX),
                    spanning=_SPANNING,
                    closure=_CLOSURE,
                ),
            ),
            "leaving": (Leaves, _record(Leaves, place=_PLACE, equation=_INDEX, word=_listing(_LETTER))),
            "crossing": (
                Crosses,
                _record(
                    Crosses,
                    place=_PLACE,
                    condition=_INDEX,
                    word=_listing(_LETTER),
                    alone=_FLAG,
                    rest=_INVARIANCE,
                ),
            ),
        },
    ),
    manifold=_optional(
        _tagged(
            "by",
            {
                "regular point": (
                    Regular,
                    _record(
                        Regular,
                        place=_PLACE,
                        input=_INPUT,
                        chosen=_listing(_INDEX),
                        redundant=_listing(_REDUNDANT),
                        everywhere=_optional(_NO_POINT),
                    ),
                ),
                "no point": (GenericallyEmpty, _record(GenericallyEmpty, proof=_optional(_NO_POINT))),
            },
        )
    ),
)
