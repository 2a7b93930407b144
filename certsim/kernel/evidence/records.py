"""The evidence: what search found and the rules check, and its one spelling in JSON.

Every kind of evidence is a record here, and reads and writes itself by the codec that stands under it, so
that reader and writer cannot drift apart. Nothing in the evidence is believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias

from certsim.kernel.evidence.codec import (
    FLAG,
    NUMBER,
    POLYNOMIAL,
    RATIONAL,
    RAW,
    TEXT,
    VARIABLE,
    Codec,
    Names,
    count,
    lazy,
    listing,
    mapping,
    optional,
    pair,
    record,
    tagged,
)
from certsim.kernel.statement.strict_json import (
    Json,
    Path,
    read_choice,
    read_count,
    read_list,
)
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.arithmetic import Number

MAX_INDEX: Final = 10_000_000
MAX_POWER: Final = 64
MAX_WORD: Final = 12
MAX_ENCLOSURE_BITS: Final = 4_096


_INDEX: Final = count(MAX_INDEX)
_POWER: Final = count(MAX_POWER)


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

COMBINATION: Final = listing(pair(_REFERENCE, POLYNOMIAL))


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
        RATIONAL.read(names, *coefficient), _WEIGHT.read(names, *weight), POLYNOMIAL.read(names, *root)
    )


_WEIGHT: Final = listing(_INDEX)
_SQUARES: Final = listing(
    Codec(
        _read_square,
        lambda names, one: [str(one.coefficient), list(one.weight), POLYNOMIAL.write(names, one.root)],
    )
)
_VANISHING: Final = record(Vanishing, power=_POWER, exponent=_POWER, squares=_SQUARES, cofactors=COMBINATION)
_REASON: Final = tagged(
    "by",
    {
        "identity": (Vanishing, _VANISHING),
        "z3": (VanishingBySolver, record(VanishingBySolver, version=TEXT)),
    },
)


@dataclass(frozen=True)
class Description:
    """Other equations f of the same set, each shown to vanish on it, and each old one a combination."""

    equations: tuple[Polynomial, ...]
    vanishing: tuple[Vanishing | VanishingBySolver, ...]
    implied: tuple[Combination, ...]


_DESCRIPTION: Final = record(
    Description,
    equations=listing(POLYNOMIAL),
    vanishing=listing(_REASON),
    implied=listing(COMBINATION),
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
        record(NoPointByIdentity, power=_POWER, generic=POLYNOMIAL, squares=_SQUARES, cofactors=COMBINATION),
    ),
    "z3": (NoPointBySolver, record(NoPointBySolver, version=TEXT)),
}
_NO_POINT: Final = tagged("by", _NO_POINT_KINDS)
_OUTSIDE: Final = record(OutsideDomain, argument=_INDEX, squares=_SQUARES, cofactors=COMBINATION)
_EMPTINESS: Final = tagged("by", {**_NO_POINT_KINDS, "domain": (OutsideDomain, _OUTSIDE)})


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


_CONGRUENCE: Final = record(Congruence, atom=_INDEX, argument=POLYNOMIAL, cofactors=COMBINATION)
_LIE: Final = record(LieDerivative, field=_INDEX, equation=_INDEX, power=_POWER, cofactors=COMBINATION)
_CONDITION: Final = tagged(
    "by",
    {
        "cofactors": (Kept, record(Kept, cofactors=listing(COMBINATION))),
        "no zero": (NeverZero, record(NeverZero, proof=_NO_POINT)),
        "boundary": (BoundaryInvariant, record(BoundaryInvariant, rest=lazy(lambda: _INVARIANCE))),
    },
)
_MAP: Final = mapping(VARIABLE, POLYNOMIAL)
_PART: Final = record(Part, candidate=RAW, proof=lazy(lambda: _INVARIANCE))
_INVARIANCE: Final[Codec[Invariance]] = record(
    Invariance,
    description=optional(_DESCRIPTION),
    proof=tagged(
        "rule",
        {
            "tangency": (
                Tangency,
                record(
                    Tangency,
                    congruences=listing(_CONGRUENCE),
                    lie=listing(_LIE),
                    conditions=listing(_CONDITION),
                ),
            ),
            "symmetry": (Symmetry, record(Symmetry, maps=listing(_MAP))),
            "empty": (Empty, record(Empty, proof=optional(_EMPTINESS))),
            "composition": (
                Composition,
                record(Composition, parts=listing(_PART), images=optional(_MAP)),
            ),
        },
    ),
)
_PLACE: Final = record(
    Place,
    point=mapping(VARIABLE, NUMBER),
    functions=mapping(TEXT, listing(RATIONAL)),
    bits=optional(count(MAX_ENCLOSURE_BITS + 1)),
)
_INPUT: Final = mapping(VARIABLE, RATIONAL)
_LETTER: Final = record(Letter, field=_INDEX, input=_INPUT)
_REDUNDANT: Final = record(Redundant, equation=_INDEX, multiplier=POLYNOMIAL, cofactors=COMBINATION)
_STEP: Final = record(
    Step,
    field=_INDEX,
    equation=_INDEX,
    inputs=listing(VARIABLE),
    polynomial=POLYNOMIAL,
    cofactors=COMBINATION,
)
_MODULUS: Final = count(1 << 64)
_SPANNING: Final = record(
    Spanning,
    modulus=optional(_MODULUS),
    basis=optional(listing(_MODULUS)),
    bits=optional(count(MAX_ENCLOSURE_BITS + 1)),
    brackets=listing(listing(_LETTER)),
)
_CONSERVATION: Final = record(Conservation, opaque=FLAG, derivatives=listing(pair(_INDEX, COMBINATION)))
_CLOSURE: Final = listing(
    record(
        Expressed,
        multiplier=POLYNOMIAL,
        coefficients=listing(pair(_INDEX, POLYNOMIAL)),
        rest=listing(pair(_INDEX, COMBINATION)),
    )
)
_OPTIMISER: Final = Codec(
    lambda _, document, path: read_choice(document, MISSTEPS, path), lambda _, value: value
)
_MISSTEP: Final = record(
    Misstep,
    optimiser=_OPTIMISER,
    place=_PLACE,
    letter=_LETTER,
    size=RATIONAL,
    more=RATIONAL,
    violated=_REFERENCE,
)
EVIDENCE: Final[Codec[Evidence]] = record(
    Evidence,
    leave_out=("missteps", "secant"),
    missteps=listing(_MISSTEP),
    secant=listing(_PLACE),
    proof=tagged(
        "shows",
        {
            "invariance": (Invariance, _INVARIANCE),
            "core": (
                Core,
                record(
                    Core,
                    invariance=_INVARIANCE,
                    inside=listing(_REASON),
                    steps=listing(_STEP),
                    reached=optional(listing(_VANISHING)),
                    outside=optional(_PLACE),
                ),
            ),
            "orbit": (
                Orbit,
                record(
                    Orbit,
                    leave_out=("closure",),
                    invariance=_INVARIANCE,
                    conservation=listing(_CONSERVATION),
                    chosen=listing(_INDEX),
                    chosen_laws=listing(_INDEX),
                    spanning=_SPANNING,
                    closure=_CLOSURE,
                ),
            ),
            "laws": (
                Laws,
                record(
                    Laws,
                    leave_out=("closure",),
                    conservation=listing(_CONSERVATION),
                    chosen=listing(_INDEX),
                    spanning=_SPANNING,
                    closure=_CLOSURE,
                ),
            ),
            "leaving": (Leaves, record(Leaves, place=_PLACE, equation=_INDEX, word=listing(_LETTER))),
            "crossing": (
                Crosses,
                record(
                    Crosses,
                    place=_PLACE,
                    condition=_INDEX,
                    word=listing(_LETTER),
                    alone=FLAG,
                    rest=_INVARIANCE,
                ),
            ),
        },
    ),
    manifold=optional(
        tagged(
            "by",
            {
                "regular point": (
                    Regular,
                    record(
                        Regular,
                        place=_PLACE,
                        input=_INPUT,
                        chosen=listing(_INDEX),
                        redundant=listing(_REDUNDANT),
                        everywhere=optional(_NO_POINT),
                    ),
                ),
                "no point": (GenericallyEmpty, record(GenericallyEmpty, proof=optional(_NO_POINT))),
            },
        )
    ),
)
