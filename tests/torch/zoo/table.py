"""What an audit of a small module must find, in the spelling of `certsim audit`."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

Example = tuple[nn.Module, tuple[Tensor, ...]]
Slices = str | tuple[str, ...]
Heads = Mapping[str, tuple[tuple[str, ...], ...]]

SLICE = re.compile(r"all|head \d+|\[[^\]]*\]")


@dataclass(frozen=True)
class Finding:
    """A verdict about slices of parameters."""

    verdict: str
    kind: str | None
    entries: Mapping[str, Slices]
    steps: int | None = None


@dataclass(frozen=True)
class Expected:
    """The findings of an audit, and by how much the dimension falls short of the trained parameters.

    ``heads`` says, for each parameter that heads divide, which slices are those of head 0, head 1, …
    """

    dimension_drop: int
    findings: tuple[Finding, ...]
    heads: Heads = field(default_factory=dict)
    symmetric_outputs: tuple[int, ...] = ()

    def of(self, verdict: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.verdict == verdict]


@dataclass(frozen=True)
class Entry:
    """A module of the zoo: how to build it with its example inputs, and what is expected."""

    build: Callable[[], Example]
    expected: Expected


ZOO: dict[str, Entry] = {}


def entry(
    *findings: Finding, drop: int = 0, heads: Heads | None = None, symmetric_outputs: tuple[int, ...] = ()
) -> Callable[[Callable[[], Example]], Callable[[], Example]]:
    """Puts a module into the zoo: it is the same whenever it is built."""

    def register(build: Callable[[], Example]) -> Callable[[], Example]:
        @functools.wraps(build)
        def example() -> Example:
            with torch.random.fork_rng(devices=[]), torch.no_grad():
                torch.manual_seed(7)
                return build()

        ZOO[build.__name__] = Entry(example, Expected(drop, findings, heads or {}, symmetric_outputs))
        return example

    return register


def zero(entries: Mapping[str, Slices]) -> Finding:
    return Finding("trapped", "zero", entries)


def tied(entries: Mapping[str, Slices]) -> Finding:
    return Finding("trapped", "tied", entries)


def opposite(entries: Mapping[str, Slices]) -> Finding:
    return Finding("trapped", "opposite", entries)


def conserved(entries: Mapping[str, Slices]) -> Finding:
    return Finding("trapped", "conserved", entries)


def delayed(steps: int, entries: Mapping[str, Slices]) -> Finding:
    return Finding("delayed", None, entries, steps)


def redundant(entries: Mapping[str, Slices]) -> Finding:
    return Finding("redundant", None, entries)


def frozen(entries: Mapping[str, Slices]) -> Finding:
    return Finding("frozen", None, entries)


def convention(entries: Mapping[str, Slices]) -> Finding:
    return Finding("convention", None, entries)


def data_dependent(entries: Mapping[str, Slices]) -> Finding:
    return Finding("data-dependent", None, entries)


def rows(*indices: int) -> tuple[str, ...]:
    return tuple(f"[{index}]" for index in indices)


def columns(*indices: int) -> tuple[str, ...]:
    return tuple(f"[:, {index}]" for index in indices)


def head_rows(heads: int, size: int, *, parts: Iterable[int] = (0,)) -> tuple[tuple[str, ...], ...]:
    """The rows of each head in a matrix that stacks some parts (query, key, value) of all heads."""
    starts = [[(part * heads + head) * size for part in parts] for head in range(heads)]
    return tuple(tuple(f"[{start}:{start + size}]" for start in of_head) for of_head in starts)


def head_columns(heads: int, size: int) -> tuple[tuple[str, ...], ...]:
    """The columns of each head in the matrix that reads all heads."""
    return tuple((f"[:, {head * size}:{(head + 1) * size}]",) for head in range(heads))


def mask(name: str, slices: Slices | Iterable[str], shape: torch.Size, heads: Heads) -> Tensor:
    """The entries of a parameter that the slices name."""
    chosen = torch.zeros(shape, dtype=torch.bool)
    for part in SLICE.findall(slices if isinstance(slices, str) else " ".join(slices)):
        if part.startswith("head"):
            chosen |= mask(name, heads[name][int(part.removeprefix("head "))], shape, heads)
        else:
            chosen[... if part == "all" else index(part)] = True
    return chosen


def index(spelled: str) -> tuple[int | slice, ...]:
    """What ``[3]``, ``[:, 5]`` or ``[0:4]`` mean to a tensor."""
    return tuple(axis_index(axis.strip()) for axis in spelled.strip("[]").split(","))


def axis_index(spelled: str) -> int | slice:
    if ":" not in spelled:
        return int(spelled)
    return slice(*(int(bound) if bound else None for bound in spelled.split(":")))
