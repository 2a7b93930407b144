"""`python -m tests.notebook FILE OUT` runs a notebook from the start and writes it with what it prints."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

TIMEOUT = 120
"""Seconds for each cell."""


def run(source: Path, target: Path) -> None:
    """The notebook of the source with fresh outputs, and nothing in it of this machine or this hour."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(source, as_version=4)
    NotebookClient(notebook, timeout=TIMEOUT, kernel_name="python3", record_timing=False).execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(notebook, target)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # those of the programs that talk to the kernel
    run(Path(sys.argv[1]), Path(sys.argv[2]))
