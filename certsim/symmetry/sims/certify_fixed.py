"""Certificates for the sets that symmetries fix: theorem T8, with nothing to be searched for."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import mul
from typing import TYPE_CHECKING

from certsim.judge import Options, about, certified
from certsim.kernel.evidence.records import Evidence, Invariance, Symmetry
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import read_claim
from certsim.model.candidate import Candidate
from certsim.pipeline import decide, result_of
from certsim.result import Result
from certsim.search.manifold import find_manifold
from certsim.symmetry.signed import SignedPartition, SignedPermutation

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
    start, limits = time.monotonic(), options.limits()
    candidate = Candidate.parse(model, equations, name=name)
    statement = {"model": model.statement, "candidate": candidate.statement, "verdict": "certified"}
    claim = read_claim(statement)
    if claim.model.limited:
        general = decide(model, candidate, options)
        if general.manifold.status == "empty":
            return general
    found = find_manifold(Setting.of(claim), limits, steps=claim.model.is_piecewise)
    proof = Invariance(None, Symmetry(tuple(one.as_maps() for one in few_with_that_fixed_set(generators))))
    evidence, concluded = Evidence(proof, found.evidence), claim.concluding("certified", found.report)
    answer = certified(about(model, name), concluded, evidence, limits)
    return replace(result_of(name, answer), seconds=time.monotonic() - start)


def few_with_that_fixed_set(generators: Sequence[SignedPermutation]) -> list[SignedPermutation]:
    """Elements of the group, mostly fewer than its generators, that fix together what all of it fixes.

    A product of transpositions of neighbours is a cycle: it fixes what all of them fix.

    >>> swaps = [SignedPermutation((2, 1, 3)), SignedPermutation((1, 3, 2))]
    >>> few_with_that_fixed_set(swaps)
    [SignedPermutation(images=(3, 1, 2))]
    """
    chosen: list[SignedPermutation] = []
    left = list(generators)
    while left:
        size = len(left[0].images)
        before = SignedPartition.of_group(chosen, size)
        product = reduce(mul, left)
        chosen.append(left[0] if before <= SignedPartition.of_fixed(product) else product)
        fixed = SignedPartition.of_group(chosen, size)
        left = [one for one in left if not fixed <= SignedPartition.of_fixed(one)]
    return chosen
