"""What comes out of certsim: a result per candidate, with its manifold report or its witness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, TypeAlias

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
    where they are not known. `dimension` is the largest over the pieces that are certified.
    """

    status: str = "unknown"
    dimension: int | None = None
    codimension: int | None = None
    trivial: bool | None = None

    def __str__(self) -> str:
        if self.dimension is None or self.codimension is None:
            return {"unknown": "structure unknown"}.get(self.status, self.status)
        ambient = self.dimension + self.codimension
        size = f"dimension {self.dimension} of {ambient}, codimension {self.codimension}"
        return f"{self.status}, {size}{', trivial' if self.trivial else ''}"

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

    The numbers are exact, in their JSON spelling. `value` is the iterated Lie derivative along `word` of
    what `equation` says is zero, at `point`; it is not zero.
    """

    point: Mapping[str, Json]
    violates: str
    equation: str
    word: Sequence[Json]
    value: Json
    constants: Mapping[str, Json] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)

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


@dataclass(frozen=True)
class Result:
    """The verdict on one candidate, and everything that the kernel accepted with it.

    `reason` and `hint` say why a verdict is unknown and what to do. `certificate` holds the bytes that
    the kernel accepted, `path` the file they were written to.
    """

    candidate: str
    verdict: Verdict
    reason: str | None = None
    hint: str | None = None
    manifold: Manifold = Manifold()
    symmetry_induced: bool | None = None
    optimisers: Mapping[str, bool | None] = field(default_factory=lambda: dict.fromkeys(OPTIMISERS))
    assumptions: tuple[str, ...] = ()
    domain: str | None = None
    witness: Witness | None = None
    certificate: bytes | None = field(default=None, repr=False)
    seconds: float = 0.0
    expect: Verdict | None = None
    spec: str | None = None
    spec_sha256: str | None = None
    path: str | None = None

    def __bool__(self) -> NoReturn:
        """Raises TypeError: a result holds one of three verdicts."""
        raise TypeError(
            "a result is not true or false: compare its verdict, as in `result.verdict is Verdict.CERTIFIED`"
        )

    def __repr__(self) -> str:
        return f"<Result: {self.summary}>"

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
        from html import escape

        rows = (("candidate", self.candidate), ("verdict", self.summary))
        cells = "".join(f"<tr><th>{name}</th><td>{escape(text)}</td></tr>" for name, text in rows)
        return f"<table>{cells}</table>"

    def _repr_latex_(self) -> str:
        return f"$\\text{{{self.summary.translate(_LATEX)}}}$"

    def to_json(self) -> Json:
        """An entry of `results` in the result schema."""
        return {
            "spec": self.spec,
            "spec_sha256": self.spec_sha256,
            "candidate": self.candidate,
            "expect": None if self.expect is None else str(self.expect),
            "verdict": str(self.verdict),
            "reason": self.reason,
            "hint": self.hint,
            "manifold": self.manifold.to_json(),
            "symmetry_induced": self.symmetry_induced,
            "optimisers": dict(self.optimisers),
            "assumptions": list(self.assumptions),
            "domain": self.domain,
            "witness": self.witness.to_json() if self.witness else None,
            "certificate": self.path,
            "seconds": round(self.seconds, 3),
        }
