"""Mutants by number: each is checked, and what is accepted is put to the oracle."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NoReturn, TypeAlias

from certsim.kernel.check import Accepted, check
from certsim.kernel.errors import InvalidCertificate, KernelError, MalformedCertificate
from certsim.kernel.statement.strict_json import digest, dump
from tests.kept import accepted
from tests.mutants.mutate import Mutation, Pool, copied
from tests.mutants.oracle import Opinion, Report, opinion

Json: TypeAlias = Any

ROOT: Final = Path(__file__).parents[2]
SECONDS: Final = 20.0
"""Of processor time that one check may take."""
PATIENCE: Final = 5.0
"""With the oracle, in seconds of processor time."""
MEMORY: Final = 1 << 30
"""By how much a check may make the process grow."""
CHUNK: Final = 250


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: accepted, invalid, malformed or failure, and the oracle's opinion if asked.

    A false claim that is accepted if the solver is right is no fault of the kernel: its opinion is "assumed".
    """

    number: int
    origin: str
    answer: str
    seconds: float
    message: str = ""
    changed: bool = False
    opinion: Opinion | None = None
    document: Json = field(default=None, repr=False)

    @property
    def is_fault(self) -> bool:
        return self.answer == "failure" or (self.opinion is not None and self.opinion.verdict == "disagrees")


class TooSlow(BaseException):
    """A check took too much processor time."""


def pool(*folders: Path) -> Pool:
    """The certificates that are kept, and those of some other folders, as far as the kernel accepts them."""
    more = [path for folder in folders for path in folder.rglob("*.json")]
    files = {f"{path.parent.name}/{path.name}": path.read_bytes() for path in (*accepted(), *more)}
    return Pool({name: data for name, data in files.items() if _is_accepted(data)})


def _is_accepted(data: bytes) -> bool:
    try:
        check(data)
    except KernelError:
        return False
    return True


def certify_examples(folder: Path) -> None:
    """Certificates of all examples."""
    specs = sorted((ROOT / "examples").glob("*.toml"))
    command = [sys.executable, "-m", "certsim", "certify", "-q", "-o", folder, *specs]
    subprocess.run(list(map(str, command)), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def mutant(parts: Pool, seed: int, number: int) -> tuple[str, Json]:
    """A mutant depends on the pool, the seed and its number alone."""
    mutation = Mutation(parts, random.Random(f"{seed}/{number}"))
    return mutation.origin, mutation.made()


def tried(parts: Pool, seed: int, number: int) -> Outcome:
    """Makes a mutant and judges it."""
    origin, document = mutant(parts, seed, number)
    start = time.process_time()
    answer, message, accepted, document = answered(document)
    seconds = time.process_time() - start
    told = Outcome(
        number, origin, answer, seconds, message, document=document if answer == "failure" else None
    )
    if accepted is None:
        return told
    old = parts.documents[origin]
    changed = document["claim"] != old["claim"]
    report = Report(dict(accepted.optimisers), accepted.symmetry_induced)
    if not changed and not _says_more(document, report, old):
        return told
    said = _opinion(json.dumps([document, asdict(report)], sort_keys=True))
    if said.verdict == "disagrees" and any(text.startswith("z3") for text in document["assumptions"]):
        said = Opinion("assumed", said.reason)
    return Outcome(number, origin, answer, seconds, message, changed, said, document)


def _says_more(document: Json, report: Report, old: Json) -> bool:
    """Whether a certificate of the old claim tells something else besides."""
    known = _known_report(json.dumps(old))
    return report != known or (
        document["claim"]["verdict"] == "refuted" and document["evidence"] != old["evidence"]
    )


@cache
def _known_report(document: str) -> Report:
    accepted = check(dump(json.loads(document)))
    return Report(dict(accepted.optimisers), accepted.symmetry_induced)


@cache
def _opinion(written: str) -> Opinion:
    document, report = json.loads(written)
    try:
        with limited(PATIENCE):
            return opinion(document, Report(**report))
    except (TooSlow, MemoryError, RecursionError):
        return Opinion("cannot tell", "it takes too long")


def answered(document: Json) -> tuple[str, str, Accepted | None, Json]:
    """The kernel's answer to the document with its digests, and with other assumptions if those are wrong."""
    for assumptions in _assumptions(document):
        written = signed({**document, "assumptions": assumptions})
        try:
            with limited():
                return "accepted", "", check(dump(written)), written
        except MalformedCertificate as error:
            return "malformed", error.message, None, written
        except InvalidCertificate as error:
            message = str(error)
            if "assumptions named" not in message:
                return "invalid", message, None, written
        except TooSlow:
            return "failure", f"more than {SECONDS} seconds", None, written
        except BaseException as error:  # noqa: BLE001 - whatever else the kernel raises is what is looked for
            return "failure", "".join(traceback.format_exception_only(error)), None, written
    return "invalid", message, None, written


def _assumptions(document: Json) -> Iterator[list[str]]:
    """Those that are named, then all choices of those that a certificate of these parts may need."""
    named = document["assumptions"]
    yield named
    relu = {text for text in named if text.startswith("relu")} or {"relu"}
    solver = {f"z3 {version}" for version in _versions(document["evidence"])} | set(named) - relu
    everything = sorted(relu | solver)
    for size in range(len(everything) + 1):
        for some in itertools.combinations(everything, size):
            if list(some) != named:
                yield list(some)


def _versions(evidence: Json) -> Iterator[str]:
    left = [evidence]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            if isinstance(node.get("version"), str):
                yield node["version"]
            left += node.values()
        elif isinstance(node, list):
            left += node


def signed(document: Json) -> Json:
    """With the digests of what it holds."""
    return {**document, "digests": {part: digest(document[part]) for part in ("claim", "evidence")}}


@contextmanager
def limited(seconds: float | None = None) -> Iterator[None]:
    """Bounds for the processor time and the memory of what is done inside."""

    def stop(*_: object) -> NoReturn:
        raise TooSlow

    old = signal.signal(signal.SIGVTALRM, stop)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, hard))
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS if seconds is None else seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGVTALRM, old)


# Many.


@dataclass
class Campaign:
    """The figures of many mutants, and what was found."""

    mutants: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    opinions: Counter[str] = field(default_factory=Counter)
    untold: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, -1)
    faults: list[Outcome] = field(default_factory=list)

    def add(self, outcomes: Iterable[Outcome]) -> None:
        for outcome in outcomes:
            self._add(outcome)

    def _add(self, outcome: Outcome) -> None:
        self.mutants += 1
        self.answers[outcome.answer] += 1
        self.changed += outcome.changed
        self.slowest = max(self.slowest, (outcome.seconds, outcome.number))
        if outcome.opinion is not None:
            self.opinions[outcome.opinion.verdict] += 1
            if outcome.opinion.verdict == "cannot tell":
                self.untold[outcome.opinion.reason.split(":")[0]] += 1
        if outcome.is_fault:
            self.faults.append(outcome)

    def figures(self) -> dict[str, Json]:
        """What is worth keeping, as JSON."""
        return {
            "mutants": self.mutants,
            "answers": dict(self.answers),
            "accepted": self.answers["accepted"],
            "accepted with a changed claim": self.changed,
            "opinions": dict(self.opinions),
            "untold": dict(self.untold.most_common(8)),
            "slowest": {"seconds": round(self.slowest[0], 3), "mutant": self.slowest[1]},
            "faults": [
                {"mutant": one.number, "origin": one.origin, "answer": one.answer, "message": told(one)}
                for one in self.faults
            ],
        }


def told(fault: Outcome) -> str:
    return fault.message if fault.opinion is None else fault.opinion.reason


def run(parts: Pool, seed: int, count: int) -> Campaign:
    """Mutants 0 … count - 1, in this process."""
    campaign = Campaign()
    for outcomes in chunks(parts, seed, count):
        campaign.add(outcomes)
    return campaign


def chunks(parts: Pool, seed: int, count: int, workers: int = 0) -> Iterator[list[Outcome]]:
    """The outcomes of mutants 0 … count - 1, some at a time; with workers, in processes that may die."""
    numbers = [range(at, min(at + CHUNK, count)) for at in range(0, count, CHUNK)]
    if not workers:
        yield from map(partial(_some, parts, seed), numbers)
        return
    with ThreadPoolExecutor(workers) as executor:
        yield from executor.map(partial(_apart, parts, seed), numbers)


def _some(parts: Pool, seed: int, numbers: range) -> list[Outcome]:
    return [tried(parts, seed, number) for number in numbers]


def _apart(parts: Pool, seed: int, numbers: range) -> list[Outcome]:
    """In a process of its own; if that dies, the mutant is looked for that killed it."""
    try:
        with ProcessPoolExecutor(1, get_context("spawn")) as executor:
            return executor.submit(_some, parts, seed, numbers).result()
    except BrokenProcessPool:
        if len(numbers) == 1:
            origin, document = mutant(parts, seed, numbers[0])
            return [Outcome(numbers[0], origin, "failure", 0.0, "the process died", document=document)]
        half = len(numbers) // 2
        return _apart(parts, seed, numbers[:half]) + _apart(parts, seed, numbers[half:])


def keep_faults(campaign: Campaign, folder: Path) -> None:
    """Each certificate that is at fault, in a file of its own."""
    for fault in campaign.faults:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{fault.number}.json").write_bytes(dump(fault.document))


def fingerprint(documents: Mapping[str, Json]) -> str:
    """The certificates that mutants were made of, in short."""
    return hashlib.sha256(dump(copied(dict(documents)))).hexdigest()[:16]
