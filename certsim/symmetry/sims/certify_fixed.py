"""Certificates for the sets that symmetries fix: theorem T8, with nothing to be searched for."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from certsim.kernel.check import write_certificate
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Evidence, Invariance, Symmetry
from certsim.kernel.rules import Setting
from certsim.kernel.statement.claim import read_claim
from certsim.model.candidate import Candidate
from certsim.pipeline import Disagreement, Objection, Options, accepted_result, decide, judge
from certsim.result import Result
from certsim.search.limits import Limits
from certsim.search.manifold import find_manifold
from certsim.symmetry.signed import SignedPermutation
from certsim.verdict import Verdict

if TYPE_CHECKING:
    from certsim.model.model import Model


def certify_fixed(
    model: Model,
    equations: Sequence[str],
    generators: Sequence[SignedPermutation],
    name: str,
    options: Options,
) -> Result:
    """The certificate that a set is structurally invariant because symmetries fix it and nothing else.

    Where the model is not defined everywhere, it is asked first whether it is anywhere on the set.

    Raises Disagreement if the kernel does not accept that, which is an error in certsim.
    """
    start = time.monotonic()
    deadline = start + options.timeout
    candidate = Candidate.parse(model, equations, name=name)
    statement = {"model": model.statement, "candidate": candidate.statement, "verdict": "certified"}
    claim = read_claim(statement)
    if claim.domain is not None:
        general = decide(model, candidate, options)
        if general.manifold.status == "empty":
            return general
    limits = Limits(deadline, options.allow, Random(options.seed))  # noqa: S311  no secrets are drawn
    manifold, report = find_manifold(Setting.of(claim, []), limits)
    proof = Invariance(None, Symmetry(tuple(generator.as_maps() for generator in generators)))
    evidence = Evidence(proof, manifold)
    about = {"model": model.name or "", "candidate": name}
    try:
        certificate = write_certificate(about, claim.concluding("certified", report), evidence)
    except InvalidCertificate as error:
        raise Disagreement(f"{name}: the kernel does not accept the symmetries found: {error}") from error
    accepted = judge(name, certificate, options.allow, deadline)
    if isinstance(accepted, Objection):
        result = Result(name, Verdict.UNKNOWN, reason=accepted.reason, hint=accepted.hint)
    else:
        result = accepted_result(name, accepted, certificate)
    return replace(result, seconds=time.monotonic() - start)
