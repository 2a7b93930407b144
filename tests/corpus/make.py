"""Writes the corpus: `python -m tests.corpus.make`. A test checks that the files are those of this script."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from certsim.kernel.statement.strict_json import dump
from tests.corpus.accepted import ACCEPTED
from tests.corpus.malformed import MALFORMED
from tests.corpus.rejected import REJECTED

HERE: Final = Path(__file__).parent
FOLDERS: Final = ("accept", "reject", "malformed")


def files() -> dict[str, bytes]:
    """Every file of the corpus by its path."""
    made = {f"accept/{name}.json": dump(document) for name, document in ACCEPTED.items()}
    made |= {f"reject/{name}.json": dump(document) for name, (document, _) in REJECTED.items()}
    made |= {f"malformed/{name}.json": data for name, (data, _) in MALFORMED.items()}
    messages = {
        "reject": {name: message for name, (_, message) in REJECTED.items()},
        "malformed": {name: message for name, (_, message) in MALFORMED.items()},
    }
    return {**made, "expected.toml": _index(messages)}


def _index(messages: Mapping[str, Mapping[str, str]]) -> bytes:
    lines = ["# A part of the message with which each file is refused. Written by make.py."]
    for folder, parts in messages.items():
        lines += ["", f"[{folder}]"]
        lines += [f"{name} = {json.dumps(part, ensure_ascii=False)}" for name, part in sorted(parts.items())]
    return "\n".join([*lines, ""]).encode()


def on_disk() -> dict[str, bytes]:
    """The files that are there now, by their paths."""
    paths = [HERE / "expected.toml", *(path for folder in FOLDERS for path in (HERE / folder).glob("*"))]
    return {str(path.relative_to(HERE)): path.read_bytes() for path in paths if path.is_file()}


def main() -> None:
    made = files()
    for path in on_disk().keys() - made.keys():
        (HERE / path).unlink()
    for path, data in made.items():
        (HERE / path).parent.mkdir(exist_ok=True)
        (HERE / path).write_bytes(data)


if __name__ == "__main__":
    main()
