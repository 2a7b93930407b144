"""Campaigns: every candidate of many specs in many sizes, each asked once, the answers kept in a directory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from certsim.campaign.archive import Archive
from certsim.campaign.record import Record, record_of


class Campaign:
    """A campaign, whose results and certificates are kept in a directory."""

    def __init__(self, directory: str | os.PathLike[str]) -> None:
        self.directory = Path(directory)

    def records(self) -> Iterator[Record]:
        """The records of all questions that are answered, in the order in which they were asked.

        Raises CertsimError where the directory holds no campaign.
        """
        with Archive(self.directory, create=False) as archive:
            for entry, stored in archive.entries():
                if stored is not None:
                    yield record_of(self.directory, entry, stored)
