"""Arrays of numbers from npz files: what a file declares is looked at before anything is unpacked."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from certsim.kernel.errors import LimitExceeded
from certsim.kernel.meter import spend

if TYPE_CHECKING:
    import numpy as np

MAX_UNPACKED: Final = 16_000_000
"""The bytes that the arrays of a file may take together."""
_MAX_RANK: Final = 32
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_WORK_OF_A_NUMBER: Final = 25


class BrokenArchive(Exception):
    """The bytes are no npz file that can be read, and why."""


def read_arrays(data: bytes) -> dict[str, Any]:
    """The arrays of a file by name, as nested lists of integers and fractions; raises `BrokenArchive`.

    A floating-point number is the fraction that it is; one that is not finite stays as it is.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return dict(_arrays(archive))
    except (BrokenArchive, LimitExceeded):
        raise
    except Exception as error:  # zipfile and numpy raise a dozen kinds over broken bytes
        raise BrokenArchive(f"{error}" or type(error).__name__) from error


def _arrays(archive: zipfile.ZipFile) -> Iterator[tuple[str, Any]]:
    entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise BrokenArchive(f"its arrays take more than the limit of {MAX_UNPACKED // 1_000_000} MB")
    taken = set()
    for entry in entries:
        name = entry.filename.removesuffix(".npy")
        if name in taken:
            raise BrokenArchive(f"{name!r:.60} is given twice")
        taken.add(name)
        if entry.compress_type not in _METHODS:
            raise BrokenArchive(f"{name!r:.60} is compressed in a way that is not read here")
        with archive.open(entry) as member:
            yield name, _exact(_array(member.read(MAX_UNPACKED), name).tolist())


def _array(data: bytes, name: str) -> np.ndarray[Any, Any]:
    """The array in the bytes of a npy file, which hold just as many numbers as they declare."""
    import numpy as np

    file = io.BytesIO(data)
    readers = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    read_header = readers.get(np.lib.format.read_magic(file))
    if read_header is None:
        raise BrokenArchive(f"{name!r:.60} is of a format that is not read here")
    shape, by_columns, kind = read_header(file)
    count = math.prod(shape)
    if kind.kind not in "iuf" or kind.itemsize > 8:
        raise BrokenArchive(f"{name!r:.60} holds no numbers of at most 64 bits")
    if len(shape) > _MAX_RANK or not count:
        raise BrokenArchive(f"{name!r:.60} is empty, or has more than {_MAX_RANK} dimensions")
    if min(shape, default=1) < 0 or count * kind.itemsize != len(data) - file.tell():
        raise BrokenArchive(f"{name!r:.60} does not hold as many numbers as it declares")
    spend(_WORK_OF_A_NUMBER * count)
    return np.frombuffer(data, kind, offset=file.tell()).reshape(shape, order="F" if by_columns else "C")


def _exact(value: Any) -> Any:
    if isinstance(value, list):
        return [_exact(entry) for entry in value]
    return Fraction(value) if isinstance(value, float) and math.isfinite(value) else value
