"""What a report is about: the answers of campaigns, files and folders of certificates, results."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from certsim.campaign import Campaign, Record
from certsim.campaign.archive import INDEX, certificate_file
from certsim.errors import CertsimError
from certsim.kernel.errors import visible
from certsim.result import CertifiedAnswer
from certsim.store import read_certificate

Json: TypeAlias = Any
Source: TypeAlias = "str | os.PathLike[str] | bytes | Campaign | CertifiedAnswer"

ALONE: Final = (str, os.PathLike, bytes, Campaign, CertifiedAnswer)
MOST: Final = 20_000
"""So many answers are in a report at most."""


@dataclass(frozen=True)
class Question:
    """A question, and the certificates that answer it.

    Attributes:
        command: the command that was asked; "" for a certificate that came alone.
        name: the candidate; None where the question is about the model, or where its certificate names it.
        model: the name of the model, if it has one.
        origin: the file that the question, or the certificate, is from.
        sizes: the sizes of the model, where they are known.
        certificates: their names, their places, and their bytes or why they cannot be read. The certificate
            that answers the question as a whole has the name "".
        document: what a campaign recorded. Nobody has proved it.
        seconds: what the search took, where that is known.
    """

    command: str
    name: str | None
    model: str | None
    origin: str
    certificates: tuple[tuple[str, str, bytes | CertsimError], ...]
    sizes: Mapping[str, int] = field(default_factory=dict)
    document: Mapping[str, Json] = field(default_factory=dict)
    seconds: float | None = None


def questions(sources: Source | Iterable[Source]) -> list[Question]:
    """The questions in the sources, in their order.

    Raises CertsimError where a source is not there, where there is nothing in it, and where there is too
    much.
    """
    found: list[Question] = []
    for source in [sources] if isinstance(sources, ALONE) else sources:
        for question in _questions_of(source):
            found.append(question)
            if len(found) > MOST:
                raise CertsimError(
                    f"there are more than {MOST:,} answers\nhint: make several reports of them"
                )
    if not found:
        raise CertsimError("there is nothing to report\nhint: name a campaign, or certificates")
    return found


def indexes(sources: Source | Iterable[Source]) -> Iterator[Path]:
    """The indexes of the campaigns among the sources."""
    for source in [sources] if isinstance(sources, ALONE) else sources:
        if isinstance(source, Campaign):
            yield source.directory / INDEX
        elif isinstance(source, str | os.PathLike):
            yield Path(source) / INDEX


def _questions_of(source: Source) -> Iterator[Question]:
    if isinstance(source, bytes):
        yield Question("", None, None, "", (("", "", source),))
    elif isinstance(source, CertifiedAnswer):
        yield _of_answer(source)
    elif isinstance(source, Campaign):
        yield from map(_of_record, source.records())
    else:
        yield from _in_path(Path(source))


def _in_path(path: Path) -> Iterator[Question]:
    if not path.exists():
        raise CertsimError(f"{visible(str(path))}: there is no such file")
    if not path.is_dir():
        yield _of_file(path)
    elif (path / INDEX).is_file():
        yield from map(_of_record, Campaign(path).records())
    else:
        files = sorted(file for file in path.rglob("*.json") if file.is_file())
        if not files:
            hint = "hint: certsim campaign and certsim certify write certificates"
            raise CertsimError(f"{visible(str(path))}: there are no certificates in it\n{hint}")
        yield from map(_of_file, files)


def _of_file(path: Path) -> Question:
    return Question("", None, None, str(path), (("", str(path), _read(path)),))


def _read(path: Path) -> bytes | CertsimError:
    try:
        return read_certificate(path)
    except CertsimError as error:
        return CertsimError(str(error).removeprefix(visible(f"{path}: ")))


def _of_record(record: Record) -> Question:
    certificates = []
    for name in record.names:
        place = certificate_file(record.directory, record.key, name)
        certificates.append((name, str(place), _read(place)))
    return Question(
        record.command,
        record.candidate,
        record.model,
        record.spec,
        tuple(certificates),
        record.sizes,
        record.result,
        record.seconds,
    )


def _of_answer(answer: CertifiedAnswer) -> Question:
    found = () if answer.certificate is None else (("", answer.path or "", answer.certificate),)
    why = {"reason": answer.reason, "hint": answer.hint}
    return Question(
        "", getattr(answer, "candidate", None), None, "", found, document=why, seconds=answer.seconds
    )
