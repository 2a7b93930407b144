"""The evidence: what search found and the rules check, and its one spelling in JSON.

Every kind of evidence is a record here. A record is read and written as its fields say, so that reader and
writer cannot drift apart. Nothing in the evidence is believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, ClassVar, Final, TypeAlias

from certsim.kernel.errors import MalformedCertificate
from certsim.kernel.evidence.codec import COORDINATE, RAW, ROOT, VARIABLE, Codec, choice, codec_of, count, row
from certsim.kernel.statement.strict_json import Json
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Atom
from certsim.kernel.values.number import Root, T

MAX_INDEX: Final = 10_000_000
MAX_POWER: Final = 64
MAX_WORD: Final = 12
MAX_ENCLOSURE_BITS: Final = 4_096
MAX_PLACE_BITS: Final = 65_536

BOUNDED: Final = "bounded"
CONVENTION: Final = "convention"
KINKS: Final = (BOUNDED, CONVENTION)
REFERENCES: Final = (
    "equation",
    "input",
    "settled",
    "congruence",
    "relation",
    "connection",
    "condition",
    "minor",
)
MISSTEPS: Final = ("gradient_descent", "weight_decay", "adam")

Index: TypeAlias = Annotated[int, count(MAX_INDEX)]
Power: TypeAlias = Annotated[int, count(MAX_POWER)]
Modulus: TypeAlias = Annotated[int, count(1 << 64)]
EnclosureBits: TypeAlias = Annotated[int, count(MAX_ENCLOSURE_BITS + 1)]
PlaceBits: TypeAlias = Annotated[int, count(MAX_PLACE_BITS + 1, least=1)]
Variable: TypeAlias = Annotated[int, VARIABLE]


Atoms: TypeAlias = tuple[Annotated[Atom, row(Atom)], ...]
"""The calls that a record mentions, each after those in its argument: atom k is the k-th of them.

That is so in the whole record, but not inside one that lists atoms of its own.
"""


@dataclass(frozen=True)
class Reference:
    """One of the polynomials that are known to vanish where a rule needs it.

    A relation, or a connection, has the number of its atom.
    """

    kind: Annotated[str, choice(REFERENCES)]
    index: Index


To: TypeAlias = Annotated[Reference, row(Reference)]
Combination: TypeAlias = tuple[tuple[To, Polynomial], ...]
"""Σ q·p: cofactors q of polynomials p that are referred to."""


@dataclass(frozen=True)
class Square:
    """c·w·s² with c > 0, w the product of the h of the side conditions `weight`, which say that h > 0."""

    coefficient: Fraction
    weight: tuple[Index, ...]
    root: Polynomial


Squares: TypeAlias = tuple[Annotated[Square, row(Square)], ...]


@dataclass(frozen=True)
class Vanishing:
    """(∏h)^power · f^exponent + Σ c·w·s² = Σ q·p with c > 0: f vanishes where the p do and the h hold."""

    TAG: ClassVar = ("by", "identity")
    power: Power
    exponent: Power
    squares: Squares
    cofactors: Combination


@dataclass(frozen=True)
class VanishingBySolver:
    """The solver, at this version, found no real point of the set at which f is not 0."""

    TAG: ClassVar = ("by", "z3")
    version: str


@dataclass(frozen=True)
class Description:
    """Other equations f of the same set, each shown to vanish on it, and each old one a combination.

    `domain`: arguments of the model, by their numbers, that are in force as conditions after those of S.
    """

    equations: tuple[Polynomial, ...]
    vanishing: tuple[Vanishing | VanishingBySolver, ...]
    implied: tuple[Combination, ...]
    domain: tuple[Index, ...] = ()


@dataclass(frozen=True)
class NoPointByIdentity:
    """(∏h)^power · p(c) + Σ c·w·s² = Σ q·p: no real point, where p(c), in the constants, is not 0."""

    TAG: ClassVar = ("by", "identity")
    power: Power
    generic: Polynomial
    squares: Squares
    cofactors: Combination


@dataclass(frozen=True)
class NoPointBySolver:
    """The solver, at this version, found no real point."""

    TAG: ClassVar = ("by", "z3")
    version: str


@dataclass(frozen=True)
class OutsideDomain:
    """The argument u of a call, by its number, is on the set where the function is not defined.

    -u = Σ q·p where it must not be 0; where it must be positive, -u = Σ c·w·s² + Σ q·p.
    """

    TAG: ClassVar = ("by", "domain")
    argument: Index
    squares: Squares
    cofactors: Combination
    atoms: Atoms = ()


NoPoint: TypeAlias = NoPointByIdentity | NoPointBySolver


@dataclass(frozen=True)
class Congruence:
    """u - v ∈ (what is known to vanish), so that σ(u) - σ(v) vanishes too, where σ(u) is an atom.

    If σ(v) is an atom that has no number yet, it has the next one, after those that are listed.
    For steps m·u - r·v, with the `multiplier` m > 0 and the `ratio` r ≥ 0, each 1 if it is left out; or, if
    `opposite`, m·u + r·v, so that step(u) + step(v) - 1 vanishes (T18).
    """

    atom: Index
    argument: Polynomial
    cofactors: Combination
    multiplier: Squares = ()
    ratio: Squares = ()
    opposite: bool = False


@dataclass(frozen=True)
class Output:
    """Σ c·w·s² times what a call gives and is not negative: v·step(v) for a step, else its value."""

    atom: Index
    squares: Squares


@dataclass(frozen=True)
class Settled:
    """The argument u of the step that is this atom is ≥ 0 (`positive`) or ≤ 0 on the set (T18).

    ±m·u = Σ c·w·s² + Σ (outputs) + Σ q·p, w products of the conditions of the set and, after them, of those
    of the inputs; the `multiplier` m > 0 is a sum Σ c·w·s², or 1 if it is left out.
    """

    atom: Index
    positive: Annotated[bool, choice((True, False))]
    squares: Squares
    cofactors: Combination
    multiplier: Squares = ()
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True)
class LieDerivative:
    """(∏h)^power · L_X g = Σ q·p for the field and the equation with these numbers."""

    field: Index
    equation: Index
    power: Power
    cofactors: Combination


@dataclass(frozen=True)
class Kept:
    """(∏h')^power · L_X h = q·h + Σ q·p for the side condition h, for each field in turn.

    The h' are the side conditions that are shown before this one.
    """

    TAG: ClassVar = ("by", "cofactors")
    cofactors: tuple[Combination, ...]
    power: Power = 0


@dataclass(frozen=True)
class Conserved:
    """The h of a side condition, as it was given, is conserved by structure: L_X h = 0."""

    TAG: ClassVar = ("by", "conserved")


@dataclass(frozen=True)
class NeverZero:
    """The h of a side condition has no real zero on V where those that are shown before it hold.

    `domain` as for a description.
    """

    TAG: ClassVar = ("by", "no zero")
    proof: NoPoint
    domain: tuple[Index, ...] = ()


@dataclass(frozen=True)
class BoundaryInvariant:
    """V ∩ {h = 0} is invariant, where some of the conditions hold that are shown before this one."""

    TAG: ClassVar = ("by", "boundary")
    rest: Invariance
    conditions: tuple[Index, ...] = ()


@dataclass(frozen=True)
class Tangency:
    """Theory T2 with T3 and T5. A Lie derivative that is not listed vanishes identically on the subspace.

    `kinks`: what is shown where steps have the argument 0 (T18): nothing; or that the cofactors are bounded,
    whatever steps are there; or what holds by the convention that they are 0. `settled` are steps whose
    arguments have one sign on the set. `conserved` are the numbers of equations of which L_X g = 0 is seen
    by structure. `order` is that in which the conditions are shown, if it is not their own.
    """

    TAG: ClassVar = ("rule", "tangency")
    congruences: tuple[Congruence, ...]
    lie: tuple[LieDerivative, ...]
    conditions: tuple[Kept | Conserved | NeverZero | BoundaryInvariant, ...]
    kinks: Annotated[str, choice(KINKS)] | None = None
    settled: tuple[Settled, ...] = ()
    atoms: Atoms = ()
    conserved: tuple[Index, ...] = ()
    order: tuple[Index, ...] = ()


@dataclass(frozen=True)
class ByStructure:
    """Theory T2 for an affine set on which the Lie derivatives vanish as they stand."""

    TAG: ClassVar = ("rule", "structure")


@dataclass(frozen=True)
class Symmetry:
    """Theory T8: affine maps of the parameters, those that they move given with their images.

    `fields` are infinitesimal symmetries: affine vector fields, by their components that are not 0.
    """

    TAG: ClassVar = ("rule", "symmetry")
    maps: tuple[Mapping[Variable, Polynomial], ...]
    fields: tuple[Mapping[Variable, Polynomial], ...] = ()


@dataclass(frozen=True)
class Empty:
    """The candidate has no real point; the proof is needed where plain elimination does not show it.

    `domain` as for a description.
    """

    TAG: ClassVar = ("rule", "empty")
    proof: NoPoint | OutsideDomain | None
    domain: tuple[Index, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A member of the family: a field by its number, and the input at which it is taken."""

    field: Index
    input: Mapping[Variable, Fraction]


@dataclass(frozen=True)
class Place:
    """A point of parameters and constants (those not listed are 0), and how to compute there.

    Coordinates are polynomials in `root`, of a lower degree than its own, or rationals. `functions` replaces
    each unspecified function by a polynomial in the variable `u`; `bits` is the precision of enclosures.
    At `input` (inputs not listed are 0) the model is defined at the point.
    """

    root: Annotated[Root, ROOT] | None
    point: Mapping[Variable, Annotated[Polynomial, COORDINATE]]
    functions: Mapping[str, tuple[Fraction, ...]]
    bits: PlaceBits
    input: Mapping[Variable, Fraction]

    def __post_init__(self) -> None:
        bound = 1 if self.root is None else self.root.degree
        if any(m.count(T) >= bound for coordinate in self.point.values() for m in coordinate.terms):
            raise MalformedCertificate(f"a coordinate of a degree that is not less than {bound}")


@dataclass(frozen=True)
class Leaves:
    """A point of S and a word with L_w g ≠ 0 there."""

    TAG: ClassVar = ("shows", "leaving")
    place: Place
    equation: Index
    word: tuple[Letter, ...]


@dataclass(frozen=True)
class Component:
    """Equations f of a part of V: each curved equation of V is a combination of them."""

    equations: tuple[Polynomial, ...]
    implied: tuple[Combination, ...]


@dataclass(frozen=True)
class Touched:
    """One more side condition that is 0 at a point, and the order of its first derivative that is not."""

    condition: Index
    order: Power


@dataclass(frozen=True)
class Crosses:
    """T5: at a point of V where the other conditions are strict, h = 0 and L_w h ≠ 0.

    Of the conditions, some more may be `touched`. `rest` shows that V with the others is invariant or, if
    `alone`, that V is. A `component` stands for V, if there is one.
    """

    TAG: ClassVar = ("shows", "crossing")
    place: Place
    condition: Index
    word: tuple[Letter, ...]
    alone: bool
    rest: Invariance
    component: Component | None = None
    touched: tuple[Annotated[Touched, row(Touched)], ...] = ()


@dataclass(frozen=True)
class Invariance:
    """A proof that a set is structurally invariant, for the equations as claimed or in other words."""

    TAG: ClassVar = ("shows", "invariance")
    description: Description | None
    proof: Tangency | ByStructure | Symmetry | Empty | Composition | Cases


@dataclass(frozen=True)
class Part:
    """A set that a claimed set is made of, as a statement, and the proof that it is invariant."""

    candidate: Annotated[Json, RAW]
    proof: Invariance


@dataclass(frozen=True)
class Composition:
    """T10: the set is a union, an intersection, a difference, or the image of invariant sets.

    For an image, `images` is the symmetry that takes the claimed set to the part.
    """

    TAG: ClassVar = ("rule", "composition")
    parts: tuple[Part, ...]
    images: Mapping[Variable, Polynomial] | None


@dataclass(frozen=True)
class Split:
    """The product of the factors vanishes on the set, so that at each point of it one of them does."""

    factors: tuple[Polynomial, ...]
    reason: Vanishing


@dataclass(frozen=True)
class Case:
    """The part of the set on which these polynomials vanish, too, and the proof that it is invariant."""

    equations: tuple[Polynomial, ...]
    proof: Invariance


@dataclass(frozen=True)
class Cases:
    """T10: the set is the union of invariant parts: whichever factors vanish, those of some case do."""

    TAG: ClassVar = ("rule", "cases")
    splits: tuple[Split, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Step:
    """A coefficient of L_X p, for a polynomial p that vanishes on the core, up to such polynomials.

    `inputs` is the monomial in the inputs whose coefficient is meant, `polynomial` what is left of it.
    """

    field: Index
    equation: Index
    inputs: tuple[Variable, ...]
    polynomial: Polynomial
    cofactors: Combination


@dataclass(frozen=True)
class CoreProof:
    """T6: the claimed equations describe an invariant set, inside V, and the largest one.

    `inside`: why each equation of V vanishes on it. `steps` and `reached`: why each of its equations
    vanishes on every invariant subset of V; `None` if that is not claimed. `outside`: a point of V that is
    not in it, if one is offered.
    """

    TAG: ClassVar = ("shows", "core")
    invariance: Invariance
    inside: tuple[Vanishing | VanishingBySolver, ...]
    steps: tuple[Step, ...]
    reached: tuple[Vanishing, ...] | None
    outside: Place | None


@dataclass(frozen=True)
class Spanning:
    """T12: brackets of fields, each a word of letters, that are linearly independent at a point.

    They are computed modulo `modulus`, with `basis` for exponentials (its order N, and residues for
    e^{1/N}, cos(1/N), sin(1/N)); or in enclosures with `bits` bits. At `input` (inputs not listed are 0) the
    model is defined at the point.
    """

    modulus: Modulus | None
    basis: tuple[Modulus, ...] | None
    bits: EnclosureBits | None
    brackets: tuple[tuple[Letter, ...], ...]
    input: Mapping[Variable, Fraction]


@dataclass(frozen=True)
class Expressed:
    """multiplier·Z = Σ p_k·Y_k + rest, for a field Z and the brackets Y_k by their numbers.

    The rest holds, for a component by its number, a combination of what vanishes.
    """

    multiplier: Polynomial
    coefficients: tuple[tuple[Index, Polynomial], ...]
    rest: tuple[tuple[Index, Combination], ...]


@dataclass(frozen=True)
class Conservation:
    """T9: L_X h = 0 for a law h, by its number.

    If `opaque`, that is seen by structure, and nothing is listed; else calls are atoms (T3), and a Lie
    derivative that does not vanish identically is a combination of their relations.
    """

    opaque: bool
    derivatives: tuple[tuple[Index, Combination], ...]
    atoms: Atoms = ()


@dataclass(frozen=True)
class OrbitProof:
    """Bounds for the dimension of the orbit through the claimed point, both sides.

    `chosen` and `chosen_laws`: equations of the claimed invariant set, and laws, with independent
    differentials at the point. `closure`, if there is one: why no bracket leaves the span of those in
    `spanning`, which is the upper bound then; `atoms` are those that it mentions.
    """

    TAG: ClassVar = ("shows", "orbit")
    invariance: Invariance
    conservation: tuple[Conservation, ...]
    chosen: tuple[Index, ...]
    chosen_laws: tuple[Index, ...]
    spanning: Spanning
    closure: tuple[Expressed, ...] = ()
    atoms: Atoms = ()


@dataclass(frozen=True)
class LawsProof:
    """Why each law is conserved; at the claimed point, laws with independent differentials, and brackets.

    `closure` and `atoms` as for an orbit.
    """

    TAG: ClassVar = ("shows", "laws")
    conservation: tuple[Conservation, ...]
    chosen: tuple[Index, ...]
    spanning: Spanning
    closure: tuple[Expressed, ...] = ()
    atoms: Atoms = ()


@dataclass(frozen=True)
class Redundant:
    """multiplier·g = Σ q·(chosen equations): where the multiplier is not 0, g adds nothing."""

    equation: Index
    multiplier: Polynomial
    cofactors: Combination


@dataclass(frozen=True)
class Regular:
    """T4: a point of S at which the chosen curved equations have independent differentials."""

    TAG: ClassVar = ("by", "regular point")
    place: Place
    chosen: tuple[Index, ...]
    redundant: tuple[Redundant, ...]
    everywhere: NoPoint | None


@dataclass(frozen=True)
class GenericallyEmpty:
    """S has no real point, for generic constants at least."""

    TAG: ClassVar = ("by", "no point")
    proof: NoPoint | None


Proof: TypeAlias = Invariance | CoreProof | OrbitProof | LawsProof | Leaves | Crosses


@dataclass(frozen=True)
class Misstep:
    """T17: a point of S and a field X; the optimiser's first step along X, of this size, violates something.

    `more` is the part of the weights that decays, or Adam's ε.
    """

    optimiser: Annotated[str, choice(MISSTEPS)]
    place: Place
    letter: Letter
    size: Fraction
    more: Fraction
    violated: To


@dataclass(frozen=True)
class Evidence:
    """All that a certificate offers: the proof or the counterexample, what shows the manifold, and more.

    `missteps` are those of optimisers that do not keep a set which the flow keeps; `secant`, if there is one,
    two points of a set that is not affine. `union`, if there is one, are parts of the set, of each of which
    it is known which optimisers keep it. `still`: all gradients are 0 on the set, as they stand.
    """

    proof: Proof
    manifold: Regular | GenericallyEmpty | None
    missteps: tuple[Misstep, ...] = ()
    secant: tuple[Place, ...] = ()
    union: Cases | None = None
    still: Annotated[bool, choice((True, False))] = False


EVIDENCE: Final[Codec[Evidence]] = codec_of(Evidence)
