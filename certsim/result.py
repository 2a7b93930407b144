"""What comes out of certsim: a result per candidate, with its manifold report or its witness."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, NoReturn, TypeAlias

from certsim.errors import CertsimError
from certsim.model.notebook import Row, html_table, latex_rows
from certsim.verdict import Verdict

if TYPE_CHECKING:
    from certsim.model.latex import Latex

Json: TypeAlias = Any

OPTIMISERS: Final = ("gradient_descent", "momentum", "weight_decay", "adam")


@dataclass(frozen=True)
class Manifold:
    """What kind of set a certified candidate is (theory T4).

    `status` is embedded (everywhere), regular locus (somewhere), empty or unknown; the numbers are None
    where they are not known. `dimension` is the largest over the pieces that are certified. Of a set with
    constants the report is for generic ones.
    """

    status: str = "unknown"
    dimension: int | None = None
    codimension: int | None = None
    trivial: bool | None = None
    generic: bool = False

    def __str__(self) -> str:
        if self.status == "unknown":
            return "structure unknown"
        parts = [self.status]
        if self.dimension is not None and self.codimension is not None:
            parts.append(f"dimension {self.dimension} of {self.dimension + self.codimension}")
            parts.append(f"codimension {self.codimension}")
        parts += ["trivial"] if self.trivial else []
        return ", ".join([*parts, *(["for generic constants"] if self.generic else [])])

    def to_json(self) -> Json:
        """The object `manifold` of the result schema."""
        return {
            "status": self.status,
            "dimension": self.dimension,
            "codimension": self.codimension,
            "trivial": self.trivial,
        }


@dataclass(frozen=True)
class Witness:
    """A counterexample: a point of the candidate from which a word of fields leaves it (theory T5, T6).

    The numbers are exact, in their JSON spelling. `equation` has 0 on its right side, and `shown` is how a
    person would write it. `value` is the iterated Lie derivative along `word` of
    what `equation` says is zero, at `point`; it is not zero.
    """

    point: Mapping[str, Json]
    violates: str
    equation: str
    word: Sequence[Json]
    value: Json
    constants: Mapping[str, Json] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    shown: str | None = None

    def rows(self, write: Latex) -> Iterator[Row]:
        """The point, the fields that leave the set there, what they break and how fast, for notebooks."""
        from certsim.model.notebook import written
        from certsim.rows import letter_latex, meaning_rows, number_latex, point_row

        point, order = {**self.point, **self.constants}, len(self.word)
        yield point_row("at", point, write)
        yield from meaning_rows([*point.values(), self.value])
        yield from (written("with", [f"{name}(u) = {text}"], write) for name, text in self.functions.items())
        letters = tuple(letter_latex(letter, field_text(letter), write) for letter in self.word)
        yield Row("along", ", then ".join(letters), letters)
        yield written("crosses" if self.violates == "where" else "breaks", [self.equation], write)
        said = rf"\quad\text{{(derivative of order {order})}}" if order > 1 else ""
        yield Row("at the rate", str(self.value), (number_latex(self.value) + said,))

    def to_sympy(self) -> SympyWitness:
        """The counterexample in SymPy, in the symbols of `Model.to_sympy`.

        >>> Witness({"a": "1/2", "w[0]": "3"}, "equation", "a = 0", [], "2").to_sympy().point
        {a: 1/2, w[0]: 3}
        """
        import sympy

        from certsim.model.to_sympy import named_entries, number, parsed

        numbers = {**self.point, **self.constants}
        u = sympy.Symbol("u")
        return SympyWitness(
            dict(zip(named_entries(list(numbers)), map(number, numbers.values()), strict=True)),
            {name: sympy.Lambda(u, parsed(text, {"u": u})) for name, text in self.functions.items()},
            number(self.value),
        )

    def to_json(self) -> Json:
        """The object `witness` of the result schema."""
        return {
            "point": dict(self.point),
            "constants": dict(self.constants),
            "functions": dict(self.functions),
            "violates": self.violates,
            "equation": self.equation,
            "word": list(self.word),
            "value": self.value,
        }


def field_text(field: Mapping[str, Json]) -> str:
    """What a field is the gradient of, as witnesses name it.

    >>> field_text({"output": 1, "datum": 0})
    'output 1 at datum 0'
    >>> field_text({"symmetric": [0, 1], "powers": [2]}), field_text({"symmetric": [2, 3], "powers": [4]})
    ('the sum of squares of outputs 0 and 1', 'the sum of 4th powers of outputs 2 and 3')
    >>> field_text({"symmetric": [[0, 1], [2, 3]], "powers": [1, 2]})
    'the sum F_0·F_1² + F_2·F_3²'
    """
    if "field" in field:
        return f"field {field['field']}"
    datum = f" at datum {field['datum']}" if "datum" in field else ""
    if "output" in field:
        return f"output {field['output']}{datum}"
    parts, powers = field["symmetric"], field["powers"]
    if len(powers) == 1:
        *most, last = map(str, parts)
        return f"the sum{_of_powers(powers[0])} outputs {', '.join(most)} and {last}{datum}"
    products = ("·".join(_power_text(o, n) for o, n in zip(part, powers, strict=True) if n) for part in parts)
    return f"the sum {' + '.join(products)}{datum}"


def _of_powers(power: int) -> str:
    """What of the outputs is added: themselves, their squares, cubes or higher powers."""
    ordinal = f"{power}{'th' if power % 100 in (11, 12, 13) else _ORDINALS.get(power % 10, 'th')}"
    return {1: " of", 2: " of squares of", 3: " of cubes of"}.get(power, f" of {ordinal} powers of")


_ORDINALS: Final = {1: "st", 2: "nd", 3: "rd"}


def _power_text(output: int, power: int) -> str:
    return f"F_{output}" + ("" if power == 1 else str(power).translate(_SUPERSCRIPTS))


_SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class SympyWitness(NamedTuple):
    """The numbers of a counterexample as SymPy has them.

    `point` gives the value of each parameter and constant, by its symbol; `functions` a Lambda for each
    unspecified function; `value` is the iterated Lie derivative there. Numbers are exact, unless they are an
    Interval: they are known by an enclosure only.
    """

    point: Mapping[Any, Any]
    functions: Mapping[str, Any]
    value: Any


class Answer(ABC):
    """What every answer can do, whatever it is about: it says on one line what it is."""

    NO_TRUTH_VALUE: ClassVar[str]
    """What to look at instead."""

    @property
    @abstractmethod
    def summary(self) -> str:
        """The answer on one line."""

    def __bool__(self) -> NoReturn:
        """Raises TypeError: unknown is an answer, too."""
        raise TypeError(self.NO_TRUTH_VALUE)

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"<{name.removesuffix('Result') or name}: {self.summary}>"

    @property
    def title(self) -> str:
        """What the answer is about, in a word."""
        return type(self).__name__.removesuffix("Result").lower()

    def rows(self) -> Iterator[Row]:
        """The answer as labelled rows of texts and formulas, which notebooks show."""
        yield Row("answer", self.summary)

    def _repr_html_(self) -> str:
        return html_table(self.title, self.rows())

    def _repr_latex_(self) -> str:
        return latex_rows(list(self.rows()))


@dataclass(frozen=True, kw_only=True, repr=False)
class CertifiedAnswer(Answer):
    """An answer with a certificate, or with the reason why there is none.

    `reason` and `hint` say why it is unknown and what to do. `assumptions` is all that it rests on beyond
    exact arithmetic, `domain` where the model is defined, `certificate` the bytes that the kernel accepted,
    `path` the file that they were written to. `asked` is the statement of the model and the candidate that an
    answer without a certificate is about.
    """

    reason: str | None = None
    hint: str | None = None
    assumptions: tuple[str, ...] = ()
    domain: str | None = None
    certificate: bytes | None = field(default=None, repr=False)
    seconds: float = 0.0
    path: str | None = None
    asked: Mapping[str, Json] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def claimed(self) -> Mapping[str, Json]:
        """The statements of the model and of the set that the answer is about, as a certificate has them."""
        from certsim.rows import claim_of

        return claim_of(self.certificate) or self.asked or {}

    def footing_rows(self) -> Iterator[Row]:
        """Where the model is defined and what is assumed, for notebooks."""
        from certsim.rows import footing_rows, writer_of

        return footing_rows(self.domain, self.assumptions, writer_of(self.claimed))

    def explain(self) -> str:
        """The proof in words and formulas: the page that `certsim explain` prints for the certificate.

        Raises CertsimError where nothing was certified.
        """
        from certsim import explain

        if self.certificate is None:
            raise CertsimError(f"nothing was certified: {self.summary}")
        return explain(self.certificate)

    def footing(self) -> Json:
        """These parts of the answer in the result schema."""
        return {
            "reason": self.reason,
            "hint": self.hint,
            "assumptions": list(self.assumptions),
            "domain": self.domain,
            "certificate": self.path,
            "seconds": round(self.seconds, 3),
        }


NOTHING_STAYS: Final = "the largest invariant part is empty: no point of the set stays in it"
NOT_SHOWN_LARGEST: Final = "an invariant part, not shown to be the largest,"


@dataclass(frozen=True, repr=False)
class Core(CertifiedAnswer):
    """The largest structurally invariant subset of a candidate, or one that may be smaller (theory T6).

    `equations` describe the subset, and are None where none was found: `reason` and `hint` then say why.
    `comparison` with the candidate is empty, equal, smaller or unknown; `largest` says whether every
    invariant subset of the candidate is shown to be in this one. `manifold` says what kind of set it is.
    """

    NO_TRUTH_VALUE = "a core is not true or false: look at its equations, or at its comparison"

    candidate: str
    equations: tuple[str, ...] | None = None
    comparison: str | None = None
    largest: bool | None = None
    manifold: Manifold = Manifold()
    spec: str | None = None
    spec_sha256: str | None = None

    @property
    def sentence(self) -> str:
        """What is known of the core.

        >>> Core("a line", ("a = 0", "b = 0"), "smaller", largest=True).sentence
        'the largest invariant part is a = 0, b = 0'
        >>> Core("a line", reason="timeout").sentence
        'unknown (timeout)'
        """
        if self.equations is None:
            return f"unknown ({self.reason})"
        if self.comparison == "equal":
            return "all of the set is invariant"
        if self.comparison == "empty":
            return NOTHING_STAYS if self.largest else "no invariant part was found"
        what = ", ".join(self.equations) or "the whole space"
        part = "the largest invariant part" if self.largest else NOT_SHOWN_LARGEST
        return f"{part} is {what}"

    @property
    def summary(self) -> str:
        """The core on one line."""
        shown = [] if self.manifold.status in ("unknown", self.comparison) else [str(self.manifold)]
        return ", ".join([self.sentence, *shown, *(f"assuming {each}" for each in self.assumptions)])

    @property
    def title(self) -> str:
        """The candidate."""
        return self.candidate

    def rows(self) -> Iterator[Row]:
        """The candidate, its core, and what kind of set that is."""
        from certsim.model.notebook import written
        from certsim.rows import claim_rows, writer_of

        yield Row("core", reasoned(self.sentence, self.hint))
        yield from claim_rows(self.claimed)
        if self.equations and self.comparison != "empty":
            yield written("equations", self.equations, writer_of(self.claimed))
        if self.manifold.status not in ("unknown", self.comparison):
            yield Row("manifold", str(self.manifold))
        yield from self.footing_rows()

    def shown(self) -> Json:
        """What the result schema says of a core, wherever it comes from."""
        return {
            "equations": None if self.equations is None else list(self.equations),
            "comparison": self.comparison,
            "largest": self.largest,
            "manifold": self.manifold.to_json(),
            "assumptions": list(self.assumptions),
        }

    def to_json(self) -> Json:
        """An entry of `results` of `certsim core` in the result schema."""
        return {
            "spec": self.spec,
            "spec_sha256": self.spec_sha256,
            "candidate": self.candidate,
            **self.footing(),
            **self.shown(),
        }


_INDUCED: Final[Mapping[bool | None, str]] = {
    True: ", fixed by a symmetry",
    False: ", induced by no symmetry",
    None: "",
}
_IN_PARTS: Final = ", a union of sets that symmetries fix; no single symmetry induces it"


def reasoned(said: str, hint: str | None) -> str:
    """What is said, and the hint that comes with it."""
    return f"{said}: {hint}" if hint else said


@dataclass(frozen=True, repr=False)
class Result(CertifiedAnswer):
    """The verdict on one candidate, and everything that the kernel accepted with it.

    `core` is the part of a refuted candidate that is invariant; only the command line looks for it unasked.
    `fixed_in_parts`: the set is a union of sets that symmetries fix.
    `expect` is the outcome that the spec foresees. `confirmed`: the verified checker accepts the certificate,
    too; `unconfirmed` is its answer where it was asked and does not know.
    """

    NO_TRUTH_VALUE = (
        "a result is not true or false: compare its verdict, as in `result.verdict is Verdict.CERTIFIED`"
    )

    candidate: str
    verdict: Verdict
    manifold: Manifold = Manifold()
    symmetry_induced: bool | None = None
    fixed_in_parts: bool = False
    optimisers: Mapping[str, bool | None] = field(default_factory=lambda: dict.fromkeys(OPTIMISERS))
    witness: Witness | None = None
    core: Core | None = None
    expect: str | None = None
    confirmed: bool | None = None
    unconfirmed: str | None = None
    spec: str | None = None
    spec_sha256: str | None = None

    @property
    def kind(self) -> str:
        """What manifold a certified set is, and whether symmetries induce it."""
        parts = self.fixed_in_parts and not self.symmetry_induced
        return str(self.manifold) + (_IN_PARTS if parts else _INDUCED[self.symmetry_induced])

    @property
    def outcome(self) -> str:
        """The verdict; of a certified set without points, of which it says nothing, "empty".

        >>> Result("nothing", Verdict.CERTIFIED, manifold=Manifold("empty")).outcome
        'empty'
        """
        is_empty = self.verdict is Verdict.CERTIFIED and self.manifold.status == "empty"
        return "empty" if is_empty else str(self.verdict)

    @property
    def is_unexpected(self) -> bool:
        """Whether the spec foresees another outcome. It foresees no empty set unless it says so."""
        return self.outcome == "empty" if self.expect is None else self.outcome != self.expect

    @property
    def summary(self) -> str:
        """The result on one line.

        >>> Result("a line", Verdict.UNKNOWN, reason="timeout").summary
        'unknown (timeout)'
        """
        parts = [str(self.verdict) + (f" ({self.reason})" if self.reason else "")]
        if self.verdict is Verdict.CERTIFIED:
            parts += [str(self.manifold), *(f"assuming {each}" for each in self.assumptions)]
        if self.witness is not None:
            what = "the condition" if self.witness.violates == "where" else "the equation"
            parts.append(f"the flow leaves {what} {self.witness.equation}")
        return ", ".join(parts)

    @property
    def title(self) -> str:
        """The candidate."""
        return self.candidate

    def rows(self) -> Iterator[Row]:
        """The verdict, the model and the set; what kind of set it is, what keeps it; the counterexample."""
        from certsim.rows import claim_rows, optimiser_rows, writer_of

        said = str(self.verdict) + (f" ({self.reason})" if self.reason else "")
        yield Row("verdict", reasoned(said, self.hint))
        yield from claim_rows(self.claimed)
        if self.verdict is Verdict.CERTIFIED:
            yield Row("manifold", self.kind)
            yield from optimiser_rows(self.optimisers)
        if self.witness is not None:
            yield from self.witness.rows(writer_of(self.claimed))
        yield from self.footing_rows()
        if self.core is not None:
            yield Row("core", self.core.sentence)

    def to_json(self) -> Json:
        """An entry of `results` in the result schema."""
        return {
            "spec": self.spec,
            "spec_sha256": self.spec_sha256,
            "candidate": self.candidate,
            "expect": self.expect,
            "verdict": str(self.verdict),
            **self.footing(),
            "manifold": self.manifold.to_json(),
            "symmetry_induced": self.symmetry_induced,
            "optimisers": dict(self.optimisers),
            "witness": self.witness.to_json() if self.witness else None,
            "core": None if self.core is None else self.core.shown(),
            "confirmed": self.confirmed,
        }
