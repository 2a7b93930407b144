"""Where certificates are kept: safe, unique names, and files that are whole or not there."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from certsim.errors import CertsimError
from certsim.kernel.errors import KernelError, visible
from certsim.kernel.statement.strict_json import read_file

_LONGEST_NAME: Final = 80


def safe_names(names: Iterable[str]) -> list[str]:
    """File names without a dot, one for each name and each different, also where A and a are one.

    >>> safe_names(["a line", "../a.line", "A line", "θ", ""])
    ['a-line', 'a-line-2', 'A-line-3', 'unnamed', 'unnamed-2']
    """
    taken: set[str] = set()
    safe = []
    for name in names:
        base = re.sub(r"[^A-Za-z0-9_]+", "-", name)[:_LONGEST_NAME].strip("-_") or "unnamed"
        choice, count = base, 1
        while choice.lower() in taken:
            count += 1
            choice = f"{base}-{count}"
        taken.add(choice.lower())
        safe.append(choice)
    return safe


def certificate_paths(
    directory: Path, specs: Sequence[tuple[Path, Sequence[str]]], suffix: str = ".json"
) -> list[list[Path]]:
    """The files for the candidates of each spec: `DIRECTORY/<spec name>/<candidate><suffix>`.

    They depend on the order of the specs and on all candidates of each, not on which of these are certified.
    A candidate's name makes no dot, so files of different suffixes are different.
    """
    rooms = safe_names(path.stem for path, _ in specs)
    return [
        [directory / room / f"{name}{suffix}" for name in safe_names(candidates)]
        for room, (_, candidates) in zip(rooms, specs, strict=True)
    ]


def read_certificate(path: Path) -> bytes:
    """The bytes of a certificate; raises CertsimError, which names the file, where they cannot be read."""
    try:
        return read_file(path)
    except OSError as error:
        raise CertsimError(visible(f"{path}: {error.strerror}")) from None
    except (KernelError, ValueError) as error:
        raise CertsimError(visible(f"{path}: {error}")) from None


def prepare(directories: Iterable[Path]) -> None:
    """Makes the directories, and raises CertsimError unless files can be written in each."""
    for directory in directories:
        try:
            directory.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=directory):
                pass
        except OSError as error:
            place = visible(str(directory))
            raise CertsimError(
                f"cannot write to {place}: {error.strerror}\nhint: name another place"
            ) from None
        except ValueError as error:
            raise CertsimError(f"cannot write to {visible(str(directory))}: {error}") from None


def keep_apart(read: Iterable[Path], written: Iterable[Path]) -> None:
    """Raises CertsimError where a file that is to be written is one that was read, or is written twice."""
    sources, targets = list(read), set()
    for path in written:
        place = visible(str(path))
        try:
            is_source = path.exists() and any(path.samefile(source) for source in sources)
            target = path.resolve()
        except (OSError, ValueError) as error:
            raise CertsimError(f"cannot write {place}: {getattr(error, 'strerror', error)}") from None
        if is_source:
            raise CertsimError(f"{place} is the spec itself, or what is read\nhint: name another file")
        if target in targets:
            raise CertsimError(f"{place} is to be written twice\nhint: name two files")
        targets.add(target)


def write(path: Path, data: bytes, *, lasting: bool = False) -> None:
    """Writes a file so that nobody ever sees half of it; a device or a pipe is written to, and stays.

    If it is to be lasting, its folder is made, and file and name are on the disk when this returns.
    Raises CertsimError if it cannot be written.
    """
    try:
        if lasting:
            _make_folder(path.parent)
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            _replace(path, data, lasting=lasting)
    except OSError as error:
        raise CertsimError(f"cannot write {visible(str(path))}: {error.strerror}") from None


def _replace(path: Path, data: bytes, *, lasting: bool) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.stem}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(descriptor)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if lasting:
        _keep_names(path.parent)


def _make_folder(folder: Path) -> None:
    """Makes a folder, and the folders that it lies in, with their names on the disk."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _keep_names(folder.parent)


def _keep_names(folder: Path) -> None:
    """Has the names in a folder on the disk, where the system can be asked for that."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _umask() -> int:
    """The permissions that this user withholds from new files; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
