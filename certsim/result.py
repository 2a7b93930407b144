"""What comes out of certsim: a result per candidate, with its manifold report or its witness."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, NoReturn, TypeAlias

from certsim.verdict import Verdict

Json: TypeAlias = Any

OPTIMISERS: Final = ("gradient_descent", "momentum", "weight_decay", "adam")

# What means something to LaTeX in text mode.
_LATEX: Final = str.maketrans(
    {character: f"\\{character}" for character in "#$%&_{}"}
    | {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
    | {"≠": r"$\neq$", "θ": r"$\theta$", "<": "$<$", ">": "$>$"}
)


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

    def _repr_latex_(self) -> str:
        return latex_text(self.summary)


@dataclass(frozen=True, kw_only=True, repr=False)
class CertifiedAnswer(Answer):
    """An answer with a certificate, or with the reason why there is none.

    `reason` and `hint` say why it is unknown and what to do. `assumptions` is all that it rests on beyond
    exact arithmetic, `domain` where the model is defined, `certificate` the bytes that the kernel accepted,
    `path` the file that they were written to.
    """

    reason: str | None = None
    hint: str | None = None
    assumptions: tuple[str, ...] = ()
    domain: str | None = None
    certificate: bytes | None = field(default=None, repr=False)
    seconds: float = 0.0
    path: str | None = None

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
        if self.comparison == "empty" and not self.largest:
            return "no invariant part was found"
        what = "empty" if self.comparison == "empty" else ", ".join(self.equations) or "the whole space"
        return f"{'the largest' if self.largest else 'an'} invariant part is {what}"

    @property
    def summary(self) -> str:
        """The core on one line."""
        shown = [] if self.manifold.status in ("unknown", self.comparison) else [str(self.manifold)]
        return ", ".join([self.sentence, *shown, *(f"assuming {each}" for each in self.assumptions)])

    def _repr_html_(self) -> str:
        return html_table((("candidate", self.candidate), ("core", self.summary)))

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


def latex_text(line: str) -> str:
    r"""A line as text in a formula, for notebooks.

    >>> latex_text("a_1 = 0")
    '$\\text{a\\_1 = 0}$'
    """
    return f"$\\text{{{line.translate(_LATEX)}}}$"


def html_table(rows: Sequence[tuple[str, str]]) -> str:
    """Labelled lines as a table, for notebooks."""
    from html import escape

    cells = "".join(f"<tr><th>{name}</th><td>{escape(text)}</td></tr>" for name, text in rows)
    return f"<table>{cells}</table>"


@dataclass(frozen=True, repr=False)
class Result(CertifiedAnswer):
    """The verdict on one candidate, and everything that the kernel accepted with it.

    `core` is the part of a refuted candidate that is invariant; only the command line looks for it unasked.
    `expect` is the outcome that the spec foresees.
    """

    NO_TRUTH_VALUE = (
        "a result is not true or false: compare its verdict, as in `result.verdict is Verdict.CERTIFIED`"
    )

    candidate: str
    verdict: Verdict
    manifold: Manifold = Manifold()
    symmetry_induced: bool | None = None
    optimisers: Mapping[str, bool | None] = field(default_factory=lambda: dict.fromkeys(OPTIMISERS))
    witness: Witness | None = None
    core: Core | None = None
    expect: str | None = None
    spec: str | None = None
    spec_sha256: str | None = None

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

    def _repr_html_(self) -> str:
        return html_table((("candidate", self.candidate), ("verdict", self.summary)))

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
        }
