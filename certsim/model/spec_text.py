"""Models as the text of a spec file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

_WIDTH: Final = 100
_KEYS: Final = (
    "name", "parameters", "inputs", "let", "outputs", "frozen", "inputs_where", "symmetric_outputs", "data",
)  # fmt: skip


def spec_text(
    table: Mapping[str, Any],
    functions: Mapping[str, Sequence[str]] | None = None,
    comments: Sequence[str] = (),
) -> str:
    """The spec file whose table `model` is given, with what is known of its unspecified functions.

    What is None, or an empty list, is left out.

    >>> print(spec_text({"parameters": ["a"], "outputs": "a*x", "inputs": ["x"]}, comments=["a line"]))
    # a line
    format = 1
    <BLANKLINE>
    [model]
    parameters = ["a"]
    inputs = ["x"]
    outputs = "a*x"
    <BLANKLINE>
    """
    return "\n".join([*(f"# {comment}" for comment in comments), *_lines(table, functions or {}), ""])


def _lines(table: Mapping[str, Any], functions: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield from ("format = 1", "", "[model]")
    for key in _KEYS:
        if table.get(key):
            yield from _entry(key, table[key])
    if table.get("rates"):
        yield from ("", "[model.rates]")
        yield from (f"{_toml(target)} = {_toml(rate)}" for target, rate in table["rates"].items())
    if functions:
        yield from ("", "[functions]")
        yield from (f"{name} = {_facts(facts)}" for name, facts in functions.items())


def _entry(key: str, value: Any) -> Iterator[str]:
    """A key with its value: on one line, or a list in as many as it has entries, where it is long."""
    line = f"{key} = {_value(value)}"
    if isinstance(value, str) or (len(line) <= _WIDTH and key not in ("let", "data")):
        yield line
        return
    yield f"{key} = ["
    yield from (f"  {_value(entry)}," for entry in value)
    yield "]"


def _value(value: Any) -> str:
    """A text, a number, a list, or a table on one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_value(entry)}" for name, entry in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return _toml(value)


def _facts(facts: Sequence[str]) -> str:
    return "{" + ", ".join(f"{fact} = true" for fact in facts) + "}"


def _toml(value: Any) -> str:
    """A string or a number: what does not print is escaped, and the rest as JSON does it."""
    written = json.dumps(value, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08X}" for each in written)
