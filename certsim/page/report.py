"""`Report`: one page of HTML about campaigns, certificates or results, which needs nothing else.

Needs jinja2 and latex2mathml, which are optional parts (`certsim[report]`).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from certsim import store, verified
from certsim.errors import CertsimError
from certsim.judge import INTERNAL, Options
from certsim.kernel.errors import visible
from certsim.model.notebook import Row, html_table
from certsim.page.entry import Held, entries_of
from certsim.page.examined import Examined, examine
from certsim.page.families import Family, families_of
from certsim.page.question import ALONE, Question, Source, indexes, questions
from certsim.pipeline import Check
from certsim.report.status import STATUS_OF_CHECK, worst
from certsim.rows import SHOWN
from certsim.torch.report.recheck import is_audit
from certsim.workers import Outcome, Runner, in_turn

Json: TypeAlias = Any

TITLE: Final = "certsim report"
EMBEDDED: Final = 5_000_000
"""So many bytes of certificates stand in a page; the others go into a folder beside it."""
BATCH: Final = 8
"""So many questions are looked at by one task."""


class Report:
    """A page about claims: what was asked, what is proved, why, and the certificates to take along.

    Each certificate is checked by the kernel when the report is made. What the kernel does not accept is
    shown as refused. The page is the same, byte for byte, for the same certificates.

    >>> from certsim import Model, certify
    >>> model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
    >>> report = Report([certify(model, ["a = b"]), certify(model, ["a = 0"])])
    >>> report
    <Report: 2 claims about 1 model: 1 certified, 1 refuted>
    >>> "<script" in report.html()
    True
    """

    def __init__(
        self,
        sources: Source | Iterable[Source],
        *,
        title: str = TITLE,
        checker: bool = True,
        options: Options = Options(),
        run: Runner = in_turn,
    ) -> None:
        """Reads and checks what the report is about.

        Args:
            sources: a campaign or its directory, certificates as files, folders or bytes, results; or
                several of these.
            title: the title of the page.
            checker: whether the page brings the verified checker along, to check in the reader's browser.
            options: the time for checks, and the assumptions that are allowed.
            run: how checks are run; by default in this process.

        Raises:
            CertsimError: a source is not there, or is empty; jinja2 or latex2mathml is not installed.
        """
        _require_parts()
        self.title: Final = title
        self._checker: Final = checker
        sources = sources if isinstance(sources, ALONE) else list(sources)
        asked = questions(sources)
        self._indexes: Final = list(indexes(sources))
        examined = _examined(asked, options, run)
        answers = _confirmations(asked, examined, options)
        self.entries: Final = tuple(entries_of(asked, examined, answers))
        self.families: Final[tuple[Family, ...]] = tuple(families_of(asked, self.entries))

    @property
    def counts(self) -> Mapping[str, int]:
        """How many claims have each outcome, those that occur."""
        counted = Counter(entry.outcome for entry in self.entries)
        return {outcome: counted[outcome] for outcome in OUTCOMES if counted[outcome]}

    @property
    def models(self) -> int:
        """How many models the claims are about; one that no certificate names is told by its spec."""
        named = [each for each in self.entries if each.subject]
        specs = {(each.origin, each.sizes) for each in self.entries if each.question.command}
        specs -= {(each.origin, each.sizes) for each in named}
        return len({each.subject for each in named}) + len(specs)

    @property
    def summary(self) -> str:
        """What was asked and what is known, in one sentence."""
        claims, models = len(self.entries), self.models
        said = ", ".join(f"{count:,} {OUTCOMES[outcome]}" for outcome, count in self.counts.items())
        return f"{claims:,} claim{'s' * (claims != 1)} about {models:,} model{'s' * (models != 1)}: {said}"

    @property
    def status(self) -> int:
        """The exit status of `check` for all certificates; 4 where the checkers differ."""
        held = list(self._held())
        differ = any(one.differs for one in held)
        found = (STATUS_OF_CHECK.get(one.examined.check.status, 4) for one in held)
        return worst([*found, *([4] if differ else [])])

    def html(self) -> str:
        """The page, with as many certificates as fit into it."""
        return self._html(None)

    def write(self, path: str | os.PathLike[str]) -> list[Path]:
        """Writes the page; certificates that do not fit into it go into a folder beside it, `FILE_files`.

        Returns the files that were written, the page first. Raises CertsimError where one cannot be written,
        and where the page would stand in the place of what was read.
        """
        target = Path(path)
        held = (Path(one.place) for one in self._held() if one.place)
        store.keep_apart([each for each in (*held, *self._indexes) if each.exists()], [target])
        folder = target.with_name(f"{target.stem}_files")
        beside = {
            folder / one.file: one.data for one in self._held() if one.number >= self._embedded and one.data
        }
        page = self._html(folder.name).encode()
        store.prepare([target.parent])
        if beside:
            read = {Path(one.place).absolute().parent for one in self._held() if one.place}
            if folder.absolute() in read:
                raise CertsimError(f"{visible(str(folder))} is what is read\nhint: name another page")
            store.prepare([folder])
        for file, data in beside.items():
            store.write(file, data)
        store.write(target, page)
        return [target, *beside]

    def to_json(self) -> list[Json]:
        """The entries of `results` in what `certsim report` prints."""
        return [entry.to_json() for entry in self.entries]

    def _held(self) -> Iterator[Held]:
        return (held for entry in self.entries for held in entry.held)

    @property
    def _embedded(self) -> int:
        """The number of the first certificate that stands outside of the page."""
        room = EMBEDDED
        for one in self._held():
            room -= len(one.data or b"")
            if room < 0:
                return one.number
        return sum(1 for _ in self._held())

    def _html(self, folder: str | None) -> str:
        from certsim.page.render import render

        embedded = self._embedded
        places = {
            one.number: None if folder is None else f"{quote(folder)}/{quote(one.file)}"
            for one in self._held()
            if one.number >= embedded
        }
        return render(self, places, checker=self._checker)

    def __repr__(self) -> str:
        return f"<Report: {self.summary}>"

    def _repr_html_(self) -> str:
        shown = [Row(entry.outcome, entry.title) for entry in islice(self.entries, SHOWN)]
        more = len(self.entries) - len(shown)
        return html_table(self.summary, [*shown, *([Row("", f"and {more:,} more")] if more else [])])


OUTCOMES: Final = {
    "certified": "certified",
    "refuted": "refuted",
    "empty": "empty",
    "found": "found",
    "unknown": "unknown",
    "refused": "with a certificate that is refused",
}
"""What can become of a claim, and how it is counted in words."""


def _require_parts() -> None:
    """Raises CertsimError unless what a page is made with is installed."""
    from importlib.util import find_spec

    for name in ("jinja2", "latex2mathml"):
        if find_spec(name) is None:
            raise CertsimError(
                f"a report needs {name}, which is not installed\nhint: pip install 'certsim[report]'"
            )


def _examined(asked: Sequence[Question], options: Options, run: Runner) -> list[list[Examined]]:
    """What the kernel says of each certificate of each question."""
    data = [found for question in asked for _, _, found in question.certificates]
    known: dict[int, Examined] = {}
    for size in (BATCH, 1):  # those that their batch had no time for, one by one
        waiting = [number for number in range(len(data)) if number not in known]
        batches = [waiting[at : at + size] for at in range(0, len(waiting), size)]
        names = [f"certificate {batch[0] + 1} of {len(data)}" for batch in batches]
        outcomes = run([partial(_examine, [data[n] for n in each], options) for each in batches], names)
        for batch, outcome in zip(batches, outcomes, strict=True):
            if outcome.value is not None:
                known |= zip(batch, outcome.value, strict=True)
            elif size == 1:
                known[batch[0]] = _unanswered(outcome)
    numbered = (known[number] for number in range(len(data)))
    return [list(islice(numbered, len(question.certificates))) for question in asked]


def _examine(batch: Sequence[bytes | CertsimError], options: Options) -> list[Examined]:
    return [examine(one, options) for one in batch]


def _unanswered(outcome: Outcome[list[Examined]]) -> Examined:
    """What is known of a certificate whose check gave no answer."""
    if outcome.failure == INTERNAL:
        return Examined(Check(INTERNAL, outcome.message))
    out_of = "time" if outcome.failure == "timeout" else "memory"
    return Examined(Check("unknown", f"the check ran out of {out_of}"))


def _is_audit(data: bytes | CertsimError) -> bool:
    return isinstance(data, bytes) and is_audit(data)


def _confirmations(
    asked: Sequence[Question], examined: Sequence[Sequence[Examined]], options: Options
) -> list[list[verified.Answer | None]]:
    """What the verified checker says of each certificate that the kernel could read; None where it is not
    there, and of audits, which it does not know.
    """
    program = verified.find_program()
    pairs = [
        (data, found.check.status not in ("malformed", INTERNAL) and not _is_audit(data))
        for question, each in zip(asked, examined, strict=True)
        for (_, _, data), found in zip(question.certificates, each, strict=True)
    ]
    put = [data for data, readable in pairs if readable and isinstance(data, bytes)]
    answers: Iterator[verified.Answer | None] = iter(
        [] if program is None else verified.ask(program, put, options.timeout)
    )
    flat = iter(
        [next(answers, None) if readable and isinstance(data, bytes) else None for data, readable in pairs]
    )
    return [list(islice(flat, len(each))) for each in examined]
