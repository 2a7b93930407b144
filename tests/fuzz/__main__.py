"""`python -m tests.fuzz --specs N --points N --commands N --seed S`: the campaign, and its figures."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.campaign import inside, repeated, try_line, try_point, try_spec


def main() -> None:
    parser = ArgumentParser(prog="python -m tests.fuzz", description="Give random inputs to certsim.")
    parser.add_argument("--specs", type=int, default=10_000)
    parser.add_argument("--points", type=int, default=3_000)
    parser.add_argument("--commands", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    trials = (("specs", try_spec), ("points", try_point), ("commands", try_line))
    with TemporaryDirectory() as directory, inside(Path(directory)):
        for name, trial in trials:
            figures = repeated(trial, getattr(options, name), options.seed)
            sys.stdout.write(f"{name}: {figures}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
