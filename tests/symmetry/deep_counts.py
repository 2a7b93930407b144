"""Prints what the oracle counts for deep odd networks: classes and subspaces. It takes many minutes."""

from __future__ import annotations

import sys

from tests.symmetry import oracle_fixed as oracle


def main() -> None:
    for first, second in ((2, 2), (3, 2), (3, 3)):
        elements = oracle.deep(first, second, odd=True)
        subspaces = oracle.lattice(elements)
        classes = oracle.classes(elements, subspaces)
        sys.stdout.write(f"({first}, {second}): {len(classes)} classes, {len(subspaces)} subspaces\n")


if __name__ == "__main__":
    main()
