"""`python -m tests.mutants.verified --count N --seed S --workers W --out FILE`: both checkers on mutants.

Each mutant is put to the kernel and to the verified checker. Exit status 1 for a difference without a reason;
such certificates are in a folder beside FILE.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from certsim.kernel.statement.strict_json import dump
from certsim.verified import ACCEPTED, Answer, require_program
from tests.mutants.campaign import CHUNK, answered, certify_examples, fingerprint, mutant, pool
from tests.mutants.mutate import Pool
from tests.verified.both import asked, explained, is_difference

KERNEL: Final = {"accepted": "valid", "invalid": "invalid", "malformed": "malformed"}


@dataclass(frozen=True)
class Judged:
    """A mutant that both checkers have answered about; `reason` is there for a difference that has one."""

    number: int
    origin: str
    kernel: str
    program: Answer
    differs: bool
    reason: str | None
    data: bytes = field(repr=False)


def judged(program: Path, parts: Pool, seed: int, numbers: range) -> list[Judged]:
    """Makes mutants, and has both checkers judge them: the program in one run."""
    found = []
    for number in numbers:
        origin, document = mutant(parts, seed, number)
        answer, message, _, written = answered(document)
        found.append((number, origin, KERNEL.get(answer, message), dump(written)))
    answers = asked(program, [data for *_, data in found])
    return [_judged(*one, answer) for one, answer in zip(found, answers, strict=True)]


def _judged(number: int, origin: str, kernel: str, data: bytes, program: Answer) -> Judged:
    differs = is_difference(kernel, program)
    reason = explained(data, kernel, program) if differs else None
    return Judged(number, origin, kernel, program, differs, reason, data)


@dataclass
class Comparison:
    """The figures of many mutants, and the differences that have no reason."""

    mutants: int = 0
    pairs: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    uncovered: Counter[str] = field(default_factory=Counter)
    faults: list[Judged] = field(default_factory=list)

    def add(self, one: Judged) -> None:
        self.mutants += 1
        accepts = one.program.status in ACCEPTED
        if one.program.status == "not covered":
            self.pairs[f"kernel {'accepts' if one.kernel == 'valid' else 'refuses'}, not covered"] += 1
            if one.kernel == "valid":
                self.uncovered[str(one.program.message)] += 1
        elif not one.differs:
            self.pairs["both accept" if accepts else "both refuse"] += 1
        else:
            self.pairs["program only" if accepts else "kernel only"] += 1
            if one.reason is None:
                self.faults.append(one)
            else:
                self.reasons[one.reason] += 1

    def figures(self) -> dict[str, Any]:
        """What is worth keeping, as JSON."""
        return {
            "mutants": self.mutants,
            "answers": dict(self.pairs.most_common()),
            "reasons": dict(self.reasons.most_common()),
            "accepted by the kernel and not covered": dict(self.uncovered.most_common()),
            "without a reason": [told(one) for one in self.faults],
        }


def told(one: Judged) -> str:
    return f"{one.number} ({one.origin}): the kernel says {one.kernel}, the program {one.program}"


def chunks(program: Path, parts: Pool, seed: int, count: int, workers: int = 0) -> Iterator[list[Judged]]:
    """The mutants 0 … count - 1, some at a time; with workers, in processes of their own."""
    numbers = [range(at, min(at + CHUNK, count)) for at in range(0, count, CHUNK)]
    work = partial(judged, program, parts, seed)
    if not workers:
        yield from map(work, numbers)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as executor:
        yield from executor.map(work, numbers)


def compared(program: Path, parts: Pool, seed: int, count: int) -> Comparison:
    """Mutants 0 … count - 1, in this process."""
    comparison = Comparison()
    for some in chunks(program, parts, seed, count):
        for one in some:
            comparison.add(one)
    return comparison


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.verified")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("mutants/verified.json"))
    parser.add_argument(
        "--certificates", type=Path, help="a folder of more certificates, instead of the examples'"
    )
    options = parser.parse_args()
    program = require_program()
    with tempfile.TemporaryDirectory() as folder:
        if options.certificates is None:
            certify_examples(Path(folder))
        parts = pool(options.certificates or Path(folder))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    start, comparison = time.monotonic(), Comparison()
    about = {"seed": options.seed, "certificates": len(parts.names), "of": fingerprint(parts.documents)}
    for some in chunks(program, parts, options.seed, options.count, options.workers):
        for one in some:
            comparison.add(one)
        figures = {**about, "seconds": round(time.monotonic() - start, 1), **comparison.figures()}
        options.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    folder = options.out.with_suffix("")
    for one in comparison.faults:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{one.number}.json").write_bytes(one.data)
        sys.stderr.write(told(one) + "\n")
    return 1 if comparison.faults else 0


if __name__ == "__main__":
    sys.exit(main())
