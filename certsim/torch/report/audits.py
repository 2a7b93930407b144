"""Audits of modules: what training can never learn from a checkpoint on, what waits, and what only seems to.

What is trapped is proved by a pattern that the rules keep (theory T24). What else is said of parameters that
have no gradient now is seen in floating point, and says so.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from math import prod
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from certsim.errors import CertsimError
from certsim.judge import Disagreement
from certsim.kernel.errors import InvalidCertificate, LimitExceeded, MalformedCertificate
from certsim.model.notebook import Row
from certsim.result import Answer
from certsim.torch.checker.certificate import Subject, check_audit, check_weights
from certsim.torch.condensation.kept import odd, with_proofs
from certsim.torch.condensation.layers import layers_of
from certsim.torch.condensation.near import NearBy, near_by
from certsim.torch.errors import AuditError
from certsim.torch.report import words
from certsim.torch.report.verdicts import findings_of
from certsim.torch.search.findings import NOT_FREE, Finding, Kind, Verdict
from certsim.torch.search.proof import prove

if TYPE_CHECKING:
    import torch

    from certsim.torch.capture.capture import Captured

Json: TypeAlias = Any

_SHOWN: Final = 30


@dataclass(frozen=True, repr=False)
class Audit(Answer):
    """What was found of a module at a checkpoint.

    Attributes:
        findings: what does not train at once, the worst first.
        dimension: of the smallest pattern that the rules keep and that contains the checkpoint.
        trained: how many numbers are trained; `parameters` counts the frozen ones, too.
        names: of the trained parameters.
        unsupported: operations without a rule; what they give is taken to be any function of what they take.
        certificate: the graph, the pattern and a digest of the weights, which `certsim check` checks again.
        near: the SIMs near by, if a tolerance was given: floating point, and no proof.
    """

    NO_TRUTH_VALUE = "an audit is not true or false: look at its findings, or call assert_free"

    parameters: int
    trained: int
    dimension: int
    findings: tuple[Finding, ...]
    names: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()
    certificate: bytes | None = field(default=None, repr=False)
    seconds: float = 0.0
    model: str | None = None
    path: str | None = None
    near: NearBy | None = None

    @property
    def summary(self) -> str:
        """On one line, whether anything is trapped.

        >>> Audit(parameters=9, trained=8, dimension=8, findings=()).summary
        'nothing is trapped: dimension 8 of 8'
        """
        trapped = sum(finding.verdict is Verdict.TRAPPED for finding in self.findings)
        said = f"{trapped} groups of units are trapped" if trapped > 1 else "one group of units is trapped"
        return (
            f"{said if trapped else 'nothing is trapped'}: dimension {self.dimension:,} of {self.trained:,}"
        )

    @property
    def exit_status(self) -> int:
        """1: something is trapped; 3: something is undecided or unsupported; else 0."""
        verdicts = {finding.verdict for finding in self.findings}
        if Verdict.TRAPPED in verdicts:
            return 1
        return 3 if self.unsupported or verdicts & {Verdict.UNDECIDED, Verdict.UNDEFINED} else 0

    def assert_free(self, pattern: str = "*") -> None:
        """Raises AssertionError unless training can move all parameters of these names, as far as is known.

        The pattern is one of file names, as in `encoder.*`. What is delayed, redundant, frozen or waits for
        other data is no obstacle.
        """
        if not any(fnmatchcase(name, pattern) for name in self.names):
            raise AssertionError(f"no trained parameter is named {pattern!r}")
        held_fast = [
            f"{finding.verdict}: {finding.place}: {finding.reason}"
            for finding in self.findings
            if finding.verdict in NOT_FREE and any(fnmatchcase(name, pattern) for name in finding.entries)
        ]
        if held_fast:
            raise AssertionError("\n".join(held_fast))

    def rows(self) -> Iterator[Row]:
        """The dimension and the findings, for notebooks."""
        yield Row("answer", self.summary)
        for finding in self.findings[:_SHOWN]:
            kind = "" if finding.kind is None else f" ({finding.kind})"
            yield Row(f"{finding.verdict}{kind}", f"{finding.place}: {finding.reason}")
        if len(self.findings) > _SHOWN:
            yield Row("findings", f"and {len(self.findings) - _SHOWN} more")
        if self.unsupported:
            yield Row("unsupported", ", ".join(self.unsupported))

    def to_json(self) -> Json:
        """What `certsim audit --json` prints."""
        return {
            "model": self.model,
            "parameters": self.parameters,
            "trained": self.trained,
            "dimension": self.dimension,
            "findings": [finding.to_json() for finding in self.findings],
            "unsupported": list(self.unsupported),
            "certificate": self.path,
            "seconds": round(self.seconds, 3),
            **({} if self.near is None else {"near": self.near.to_json()}),
        }


def audit(
    module: torch.nn.Module,
    inputs: tuple[Any, ...] | Mapping[str, Any],
    *,
    optimizer: torch.optim.Optimizer | None = None,
    symmetric_outputs: Sequence[int] = (),
    relu0: bool = False,
    tolerance: float | None = None,
) -> Audit:
    """Says which parameters of a module training can never move apart or away from zero.

    Args:
        module: with the weights of the checkpoint.
        inputs: examples, whose shapes all inputs have.
        optimizer: what it holds is trained; its groups tell rates apart.
        symmetric_outputs: indices of outputs that the loss treats alike, as twin critics (theory T23).
        relu0: whether relu'(0) = 0 may be used, as PyTorch has it.
        tolerance: the SIMs within this distance are named, too.

    Raises:
        AuditError: the module cannot be exported.
        Disagreement: search and checker disagree, which is an error in certsim.
    """
    from certsim.torch.capture.capture import capture
    from certsim.torch.report.observe import observe, speeds_of

    start = time.monotonic()
    captured = capture(module, inputs, optimizer)
    shapes = {name: captured.values[name].shape for name in captured.trained}
    trained = sum(map(prod, shapes.values()))
    symmetric = _places(captured.outputs, symmetric_outputs)
    subject = Subject(captured.graph, shapes, captured.rates, symmetric, relu0, captured.tied)
    findings, certificate = list(_infinite(captured)), None
    if not findings:
        proof = prove(subject, captured.values)
        speeds = speeds_of(module, captured.trained, optimizer)
        observed = observe(module, inputs, speeds, proof.still)
        findings += findings_of(proof, observed)
        if not observed.strange:
            certificate = _accepted(proof.certificate({"module": type(module).__qualname__}), captured)
    findings += _frozen(captured)
    return Audit(
        parameters=sum(parameter.numel() for parameter in module.parameters()),
        trained=trained,
        dimension=trained - sum(map(_taken, findings)),
        findings=tuple(sorted(findings, key=lambda finding: list(Verdict).index(finding.verdict))),
        names=captured.trained,
        unsupported=tuple(dict.fromkeys(captured.graph.unsupported)),
        certificate=certificate,
        near=None if tolerance is None else _near(subject, captured, tolerance),
        seconds=time.monotonic() - start,
    )


def _accepted(certificate: bytes, captured: Captured) -> bytes:
    """The certificate, which the checker has accepted from its bytes, and the weights with it.

    Raises:
        AuditError: to check it takes more than the checker is willing to spend.
        Disagreement: it does not accept them, which is an error in certsim.
    """
    try:
        check_weights(check_audit(certificate).claim, captured.values)
    except LimitExceeded as error:
        raise AuditError(f"the module is too large for the checker: {error}") from error
    except (MalformedCertificate, InvalidCertificate) as error:
        raise Disagreement(f"the checker does not accept the pattern that was found: {error}") from error
    return certificate


def _near(subject: Subject, captured: Captured, tolerance: float) -> NearBy:
    """The SIMs near by, and of each whether training keeps it."""
    units, audited = layers_of(captured.graph), subject.audited()
    found = near_by(captured.values, units, tolerance, odd(audited, units))
    return with_proofs(audited, units, found)


def _taken(finding: Finding) -> int:
    """What a finding takes from the dimension."""
    lowers = finding.verdict is Verdict.TRAPPED and finding.kind is not Kind.CONSERVED
    return finding.codimension if lowers else 0


def _places(outputs: Sequence[str], symmetric: Sequence[int]) -> list[int]:
    """Where the outputs that are treated alike are among the real outputs."""
    names = [f"output[{at}]" for at in symmetric]
    for at, name in zip(symmetric, names, strict=True):
        if name not in outputs:
            known = f"real tensors are {', '.join(outputs)}"
            raise CertsimError(f"no output of index {at} is a tensor of real numbers\nhint: {known}")
    return [outputs.index(name) for name in names]


def _infinite(captured: Captured) -> Iterator[Finding]:
    """The weights that are not finite, as one finding."""
    names = [name for name, value in captured.values.items() if not np.isfinite(value).all()]
    if names:
        yield Finding(Verdict.UNDEFINED, dict.fromkeys(names, "all"), words.NOT_FINITE)


def _frozen(captured: Captured) -> list[Finding]:
    """All that is not trained, as one finding."""
    if not captured.frozen:
        return []
    return [Finding(Verdict.FROZEN, dict.fromkeys(captured.frozen, "all"), words.FROZEN)]
