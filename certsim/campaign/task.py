"""Tasks of a campaign: one command about one candidate, or one model, of one spec in one size.

The key of a task is the digest of all that its answer depends on: the command, the statements of model and
candidate, the options that can change an answer, and the version of what decides. Time limits and seeds
cannot change an answer other than to unknown. Names and files are no part of it.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certsim.campaign.archive import Entry
from certsim.errors import CertsimError
from certsim.judge import Options

if TYPE_CHECKING:
    from certsim.model.candidate import Candidate
    from certsim.model.model import Model
    from certsim.model.spec import Spec

Json: TypeAlias = Any

ABOUT_CANDIDATES: Final = ("certify", "core")
ABOUT_MODELS: Final = ("laws", "symmetries", "enumerate", "strata")
COMMANDS: Final = (*ABOUT_CANDIDATES, *ABOUT_MODELS)
MAX_MEMBERS: Final = 10_000
"""How many members the family of one spec may have."""
_DECIDING: Final = ("python-flint", "sympy", "z3-solver")


@dataclass(frozen=True)
class Question:
    """What a campaign asks about each candidate, or each model.

    Attributes:
        command: one of `COMMANDS`.
        degree: of the conserved quantities that `laws` looks for.
        options: as in `certify`; the time is for each task.
    """

    command: str = "certify"
    degree: int = 2
    options: Options = field(default_factory=Options)

    def __post_init__(self) -> None:
        """Raises CertsimError for a command that campaigns do not have, and a degree that is none."""
        if self.command not in COMMANDS:
            known = ", ".join(COMMANDS)
            raise CertsimError(f"campaigns have no command {self.command!r:.60}\nhint: there are {known}")
        if self.degree < 1:
            raise CertsimError(f"the degree is a positive number, not {self.degree}")

    @property
    def about_candidates(self) -> bool:
        """Whether it is asked about each candidate."""
        return self.command in ABOUT_CANDIDATES

    def deciding(self) -> Json:
        """The options that can change an answer."""
        degree = {"degree": self.degree} if self.command == "laws" else {}
        return {"allow": sorted(self.options.allow), **degree}


@dataclass(frozen=True)
class Task:
    """A question about a model, and about a candidate if it is one about candidates."""

    question: Question
    model: Model
    candidate: Candidate | None

    @functools.cached_property
    def key(self) -> str:
        """The digest of all that the answer depends on, in hexadecimal digits."""
        asked = {
            "command": self.question.command,
            "model": self.model.statement,
            "candidate": None if self.candidate is None else self.candidate.statement,
            "options": self.question.deciding(),
            "version": version(),
        }
        text = json.dumps(asked, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def subject(self) -> Candidate:
        """The candidate, of a task about one."""
        if self.candidate is None:
            raise CertsimError(f"{self.name}: this is about a candidate, and there is none")
        return self.candidate

    @property
    def name(self) -> str:
        """What the task is about, for people."""
        about = self.model.name or "model" if self.candidate is None else self.candidate.name
        return f"{self.question.command}: {about}"

    def to_json(self) -> Json:
        """The task as a worker reads it: `read_task` gives an equal one, with the same names."""
        options = self.question.options
        candidate = self.candidate
        return {
            "command": self.question.command,
            "degree": self.question.degree,
            "timeout": options.timeout,
            "seed": options.seed,
            "allow": sorted(options.allow),
            "model": [self.model.name, self.model.statement],
            "candidate": None if candidate is None else [candidate.name, candidate.statement],
        }


def read_task(document: Json) -> Task:
    """The task of a document that `Task.to_json` gives."""
    from certsim.model.candidate import Candidate
    from certsim.model.model import Model

    options = Options(document["timeout"], document["seed"], document["allow"])
    name, statement = document["model"]
    candidate = None if document["candidate"] is None else Candidate(*document["candidate"])
    return Task(Question(document["command"], document["degree"], options), Model(statement, name), candidate)


@functools.cache
def version() -> str:
    """The digest of what decides: the sources of this package, and the versions of the libraries it asks."""
    digest = hashlib.sha256(json.dumps(libraries(), sort_keys=True).encode())
    root = Path(__file__).parents[1]
    for path in sorted(path for path in root.rglob("*") if _is_source(path)):
        digest.update(f"\n{path.relative_to(root).as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_source(path: Path) -> bool:
    """Whether the file is a part of the package, and not made from one."""
    return path.suffix in (".py", ".lark", ".json") and "__pycache__" not in path.parts and path.is_file()


def libraries() -> Mapping[str, str]:
    """The versions of the libraries that search and solver are made of."""
    return {name: metadata.version(name) for name in _DECIDING}


def members(
    path: str | os.PathLike[str], sizes: Mapping[str, Sequence[int]] | None = None
) -> Iterator[tuple[Spec, Mapping[str, int]]]:
    """The members of the family that a spec is: its models in all combinations of its sizes.

    `sizes` are values of names in its table [sizes], instead of those that stand there. Raises SpecError
    where the spec cannot be read in one of the sizes, and CertsimError where there are too many.
    """
    from certsim.model.spec import read_spec

    first = read_spec(path, sizes)
    named = {name: tuple(dict.fromkeys(values)) for name, values in first.sizes.items()}
    count = 1
    for values in named.values():
        count *= len(values)
    if count > MAX_MEMBERS:
        raise CertsimError(
            f"{path}: a family of {count:,} members; at most {MAX_MEMBERS:,} are possible\n"
            "hint: name fewer sizes, or make several campaigns"
        )
    for number, chosen in enumerate(itertools.product(*named.values())):
        member = dict(zip(named, chosen, strict=True))
        if number == 0:
            yield first, member
        else:
            yield read_spec(path, {name: (value,) for name, value in member.items()}), member


def sizes_text(sizes: Mapping[str, int]) -> str:
    """The sizes as the index has them.

    >>> sizes_text({"m": 2, "d": 3})
    '{"m":2,"d":3}'
    """
    return json.dumps(sizes, separators=(",", ":"), ensure_ascii=False)


def tasks_of(
    spec: Spec, sizes: Mapping[str, int], path: str, question: Question
) -> Iterator[tuple[Entry, Task]]:
    """The tasks of one spec in one size, each with the entry of the index for it."""
    asked = spec.candidates if question.about_candidates else (None,)
    for number, candidate in enumerate(asked):
        task = Task(question, spec.model, candidate)
        name, expect = (None, None) if candidate is None else (candidate.name, candidate.expect)
        labels = spec.sha256, spec.model.name, name, expect
        yield Entry(path, sizes_text(sizes), question.command, number, task.key, *labels), task
