"""The entries of a report: each question with what is known of it."""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any, Final, TypeAlias

from certsim import store
from certsim.kernel.errors import visible
from certsim.model.notebook import Row, short
from certsim.page.examined import Examined
from certsim.page.hierarchy import ListedSim, listed_sims
from certsim.page.question import Question
from certsim.report.explain import Section
from certsim.result import reasoned
from certsim.torch.report.recheck import is_audit
from certsim.verified import ACCEPTED, Answer, differ

Json: TypeAlias = Any

_REFUSED: Final = ("invalid", "malformed")


@dataclass(frozen=True)
class Held:
    """A certificate of an entry.

    Attributes:
        number: its place among all certificates of the report.
        name: what it is the certificate of; "" for the entry as a whole.
        file: a name for its file, without a folder.
        place: where it was read.
        data: its bytes; None where they could not be read.
        examined: what the kernel accepts of it.
        answer: what the verified checker says of it; None where it was not asked.
    """

    number: int
    name: str
    file: str
    place: str
    data: bytes | None
    examined: Examined
    answer: Answer | None

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes."""
        return hashlib.sha256(self.data or b"").hexdigest()

    @cached_property
    def is_audit(self) -> bool:
        """Whether it is one of an audit, which has a checker of its own and no other."""
        return self.data is not None and is_audit(self.data)

    @property
    def differs(self) -> bool:
        """Whether one checker accepts what the other refuses; the kernel may find a proof too long."""
        check = self.examined.check
        return self.answer is not None and not check.is_too_long and differ(check.status, self.answer.status)

    @property
    def is_refused(self) -> bool:
        return self.examined.check.status in _REFUSED or self.differs

    @property
    def status_text(self) -> str:
        """What the kernel says of it."""
        check = self.examined.check
        return visible(f"{check.status}: {check.message}" if check.message else check.status)

    @property
    def confirmation(self) -> str | None:
        """What the verified checker says of it, in words."""
        if self.answer is None:
            return None
        if self.differs:
            return f"differs from the kernel: it says {self.answer}"
        if self.answer.status in ACCEPTED:
            return f"confirms it: {self.answer}"
        return str(self.answer)


@dataclass(frozen=True)
class Entry:
    """A claim of a report.

    `outcome` is certified, refuted, empty, found, unknown or refused, as the kernel has it.
    """

    number: int
    question: Question
    held: tuple[Held, ...]

    @property
    def anchor(self) -> str:
        return f"claim-{self.number}"

    @cached_property
    def main(self) -> Examined | None:
        """What is proved of the question as a whole."""
        return next((one.examined for one in self.held if not one.name), None)

    @cached_property
    def outcome(self) -> str:
        if any(one.is_refused for one in self.held):
            return "refused"
        if self.main is not None:
            verdict = self.main.verdict
            return "unknown" if verdict is None else verdict if verdict in _VERDICTS else "found"
        listed = self.question.command in _LISTING and "reason" not in self.question.document
        proved = any(one.examined.verdict for one in self.held)
        return "found" if proved or listed else "unknown"

    @property
    def title(self) -> str:
        """The candidate, or what was asked about the model."""
        labelled = None if self.main is None else self.main.name
        name = self.question.name or labelled or PurePath(self.question.origin).stem
        if self.question.command not in ("", "certify") and self.question.name is None:
            name = self.question.command
        return visible(name or "a certificate")

    @property
    def model(self) -> str:
        """The model, by its name or by its file."""
        labelled = next((one.examined.model for one in self.held if one.examined.model), None)
        return visible(self.question.model or labelled or PurePath(self.question.origin).stem)

    @property
    def origin(self) -> str:
        return visible(self.question.origin)

    @property
    def kind(self) -> str:
        """What kind of claim it is: the command that answers it."""
        if self.question.command:
            return self.question.command
        if any(one.is_audit for one in self.held):
            return "audit"
        verdict = None if self.main is None else self.main.verdict
        return _KINDS.get(verdict or "", "certify")

    @property
    def subject(self) -> str:
        """A digest of the model, which tells models apart; "" where no certificate says which it is."""
        return next((one.examined.subject for one in self.held if one.examined.subject), "")

    @property
    def sizes(self) -> str:
        return ", ".join(f"{visible(name)} = {size}" for name, size in self.question.sizes.items())

    @property
    def headline(self) -> str:
        """What is known, on one line."""
        refused = next((one for one in self.held if one.is_refused), None)
        if refused is not None:
            return refused.confirmation or refused.status_text if refused.differs else refused.status_text
        document = self.question.document
        if self.outcome == "unknown":
            unclear = next((one.status_text for one in self.held), None)
            reason = f"unknown ({document.get('reason') or 'no answer'})"
            return visible(unclear or reasoned(reason, document.get("hint")))
        if self.main is not None:
            return visible(self.main.summary)
        proved = sum(one.examined.verdict is not None for one in self.held)
        return f"{_listed(document)}{proved:,} certified here"

    @property
    def words(self) -> str:
        """The equations of the set, by which it can be searched for."""
        return visible(short(", ".join(self.main.equations))) if self.main else ""

    def rows(self) -> list[Row]:
        """What is known, and what it rests on, as results and notebooks show it."""
        if self.main is None:
            return [Row("answer", self.headline), *self._recorded()]
        rows = list(self.main.rows)
        if self.outcome in ("unknown", "refused"):
            rows = [Row("answer", self.headline), *(row for row in rows if row.label not in _ANSWERS)]
        elif not any(row.label == "assuming" for row in rows):
            rows.append(Row("assuming", "nothing: all arithmetic is exact"))
        return rows

    def _recorded(self) -> Iterator[Row]:
        """What a campaign recorded beside its certificates."""
        model = next((one.examined.rows for one in self.held if one.examined.verdict), ())
        yield from itertools.takewhile(lambda row: row.label not in ("set", "candidate"), model[1:])
        for name, value in self.question.document.items():
            if name not in _UNSAID and isinstance(value, bool | int | str):
                yield Row(_COUNTED.get(name, name.replace("_", " ")), visible(_said(value)))

    @property
    def sections(self) -> Sequence[Section]:
        """The proof."""
        return () if self.main is None else self.main.sections

    @cached_property
    def sims(self) -> list[ListedSim]:
        """The SIMs that are listed, of `enumerate`."""
        try:
            return list(listed_sims(self.question.document, {one.name: one.examined for one in self.held}))
        except (AttributeError, LookupError, TypeError, ValueError):  # a record that makes no sense
            return []

    @property
    def numbers(self) -> dict[str, float]:
        """Numbers for tables and plots."""
        found: dict[str, float] = dict(self.main.measures) if self.main else {}
        document = self.question.document
        for name, label in (("count", "SIMs"), ("classes", "classes"), ("order", "symmetries")):
            if isinstance(document.get(name), int):
                found[label] = document[name]
        if self.question.seconds is not None and math.isfinite(self.question.seconds):
            found["seconds"] = round(self.question.seconds, 2)
        return found

    def to_json(self) -> Json:
        """An entry of `results` in what `certsim report` prints."""
        return {
            "claim": self.title,
            "model": self.model,
            "outcome": self.outcome,
            "summary": self.headline,
            "certificates": [
                {
                    "certificate": one.place,
                    "status": one.examined.check.status,
                    "message": one.examined.check.message,
                    "confirmed": None if one.answer is None else one.answer.status,
                }
                for one in self.held
            ],
        }


_VERDICTS: Final = ("certified", "refuted", "empty")
_LISTING: Final = ("enumerate", "strata", "symmetries")
"""Commands whose answers list more than they certify."""
_ANSWERS: Final = ("verdict", "core", "manifold")
_KINDS: Final = {
    "core": "core",
    "orbit": "orbit",
    "laws": "laws",
    "reduced": "reduce",
}
_COUNTED: Final = {
    "order": "symmetries",
    "complete": "all symmetries",
    "count": "SIMs that they fix",
    "classes": "classes of these",
}
_UNSAID: Final = ("candidate", "expect", "verdict")


def _said(value: bool | int | str) -> str:
    """A value of a record for a reader.

    >>> _said(True), _said(24000), _said("some")
    ('yes', '24,000', 'some')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else value


def _listed(document: Mapping[str, Json]) -> str:
    """How much is listed, in words."""
    counted = (
        (("count", "SIMs"), ("classes", "classes")) if "count" in document else (("order", "symmetries"),)
    )
    return "".join(f"{_said(document[name])} {words}, " for name, words in counted if name in document)


def entries_of(
    asked: Sequence[Question],
    examined: Sequence[Sequence[Examined]],
    answers: Sequence[Sequence[Answer | None]],
) -> Iterator[Entry]:
    """The entries, with their certificates numbered and their files named apart."""
    counter = itertools.count()
    files = iter(store.safe_names(_file_name(q, name, found) for q, name, found in _each(asked, examined)))
    for number, (question, each, said) in enumerate(zip(asked, examined, answers, strict=True)):
        held = tuple(
            Held(next(counter), name, f"{next(files)}.json", place, _bytes(data), found, answer)
            for (name, place, data), found, answer in zip(question.certificates, each, said, strict=True)
        )
        yield Entry(number, question, held)


def _each(
    asked: Sequence[Question], examined: Sequence[Sequence[Examined]]
) -> Iterator[tuple[Question, str, Examined]]:
    for question, each in zip(asked, examined, strict=True):
        for (name, _, _), found in zip(question.certificates, each, strict=True):
            yield question, name, found


def _file_name(question: Question, name: str, found: Examined) -> str:
    """The model, the sizes, the candidate and the part, for the name of a file."""
    model = question.model or found.model or PurePath(question.origin).stem
    sizes = [f"{each}{size}" for each, size in question.sizes.items()]
    labelled = None if name else found.name
    subject = question.name or labelled or question.command or PurePath(question.origin).stem
    return "-".join(part for part in dict.fromkeys((model, *sizes, subject, name)) if part)


def _bytes(data: object) -> bytes | None:
    return data if isinstance(data, bytes) else None
