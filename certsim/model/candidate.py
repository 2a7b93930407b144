"""Candidates: sets of parameters, given by equations or as what maps fix, with side conditions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from certsim.errors import CertsimError
from certsim.model.document import check_document
from certsim.model.expression import Sizes, parse_condition, parse_equation
from certsim.model.faults import Faults, Key, ValueLocator
from certsim.model.model import Model, listed
from certsim.model.parsed import ExpressionError, Statement
from certsim.model.reader import Reader, Rule, Vocabulary, describe, read_declarations, read_target

_EQUATION: Final = Rule(("parameter", "constant"), "an equation")
_CONDITION: Final = Rule(("parameter", "constant"), "a condition")
_TARGET: Final = Rule(("parameter",))
_IMAGE: Final = Rule(("parameter",), "an affine map", degree=1)


@dataclass(frozen=True)
class Candidate:
    """A set S = V ∩ H of parameters: V the real zeros of polynomials, H given by conditions (theory §0).

    `statement` is the canonical JSON that certificates quote. `expect` is the outcome that the spec foresees:
    a verdict, or "empty" for a certified set without points.
    """

    name: str = field(compare=False)
    statement: Mapping[str, Any]
    expect: str | None = field(default=None, compare=False)

    @classmethod
    def parse(
        cls,
        model: Model,
        equations: Sequence[str] | None = None,
        *,
        fixed_by: Sequence[Mapping[str, str]] | None = None,
        where: Sequence[str] = (),
        constants: Sequence[str] = (),
        name: str | None = None,
    ) -> Candidate:
        """The candidate with the given equations (or maps), written as in a spec file; raises `SpecError`.

        >>> model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
        >>> Candidate.parse(model, ["a**2 - b**2 = 1"], where=["a > 0"])
        <Candidate 'candidate': a**2 - b**2 = 1, where a > 0>
        """
        sets = {"equations": equations, "fixed_by": fixed_by, "where": where, "constants": constants}
        given = {"name": name, **sets}
        table = {key: listed(value) for key, value in given.items() if value is not None}
        document = {"format": 1, "model": _NO_MODEL, "candidates": [table]}
        key, faults = ("candidates", 0), Faults()
        vocabulary = Vocabulary.of(model.statement)
        with faults.collected("<candidate>", ValueLocator(document, key)):
            table = check_document(document, faults)["candidates"][0] or {}
            return read_candidate(table, key, "candidate", vocabulary, faults)

    def to_sympy(self, model: Model) -> tuple[Any, ...]:
        """The set as SymPy relations in the symbols of `Model.to_sympy`, and of the constants.

        There is an `Eq(…, 0)` for each entry of each equation (of maps: for each parameter that they move),
        then a relation for each entry of the conditions. What SymPy sees to hold is `true`.

        Raises CertsimError if it is no candidate of this model.

        >>> model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
        >>> Candidate.parse(model, ["a**2 - b**2 = 1"], where=["a > 0"]).to_sympy(model)
        (Eq(a**2 - b**2 - 1, 0), a > 0)
        """
        from certsim.kernel.errors import KernelError
        from certsim.model.to_sympy import relations_of

        try:
            return relations_of(model.statement, self.statement)
        except KernelError as error:
            raise CertsimError(f"{self.name}: this is no candidate of the model: {error}") from error

    def __hash__(self) -> int:
        return hash(json.dumps(self.statement, sort_keys=True))

    def __repr__(self) -> str:
        from certsim.model.text import candidate_line

        return f"<Candidate {self.name!r}: {candidate_line(self.statement)}>"

    def _repr_html_(self) -> str:
        from certsim.model.text import candidate_html

        return candidate_html(self.statement, self.name)

    def _repr_latex_(self) -> str:
        from certsim.model.text import candidate_latex

        return candidate_latex(self.statement)


_NO_MODEL: Final = {"parameters": ["c"], "outputs": "c"}
"""Makes the candidate's document a whole one; nothing else of it is read."""


def read_candidates(
    document: Mapping[str, Any], vocabulary: Vocabulary, faults: Faults
) -> tuple[Candidate, ...]:
    """The candidates of a checked document; they mean something only if no fault was added."""
    candidates: list[Candidate] = []
    taken: set[str] = set()
    for at, table in enumerate(document.get("candidates") or ()):
        key = ("candidates", at)
        candidate = read_candidate(table or {}, key, f"candidate {at}", vocabulary, faults)
        if candidate.name in taken:
            part = (*key, "name") if "name" in (table or {}) else key
            hint = "names tell candidates apart"
            faults.add(part, f"there is another candidate {candidate.name!r:.80}", hint)
        taken.add(candidate.name)
        candidates.append(candidate)
    return tuple(candidates)


def read_candidate(
    table: Mapping[str, Any], key: Key, default_name: str, vocabulary: Vocabulary, faults: Faults
) -> Candidate:
    """One candidate of a checked document; what is wrong is added to the faults."""
    reader = Reader(_with_constants(table, key, vocabulary, faults), faults)
    statement: dict[str, Any] = {}
    if "fixed_by" in table:
        place = (*key, "fixed_by")
        maps = enumerate(table["fixed_by"] or ())
        statement["fixed_by"] = [_read_map(images or {}, (*place, at), reader) for at, images in maps]
    else:
        equations = _read_all(table, "equations", key, parse_equation, _EQUATION, reader)
        statement["equations"] = [[equation.left.tree, equation.right.tree] for equation in equations]
    if constants := reader.vocabulary.declarations("constant"):
        statement["constants"] = constants
    if where := _read_all(table, "where", key, parse_condition, _CONDITION, reader):
        statement["where"] = [[c.left.tree, c.relation, c.right.tree] for c in where]
    return Candidate(table.get("name") or default_name, statement, table.get("expect"))


def _with_constants(table: Mapping[str, Any], key: Key, vocabulary: Vocabulary, faults: Faults) -> Vocabulary:
    constants = table.get("constants", ())
    extended = vocabulary.copy()
    extended.complete &= constants is not None
    read_declarations(constants or (), "constant", (*key, "constants"), extended, faults)
    if constants and "fixed_by" in table:
        hint = "a candidate with constants is given by equations"
        faults.add((*key, "constants"), "'constants' does not go with 'fixed_by'", hint, of_key=True)
    return extended


def _read_all(
    table: Mapping[str, Any],
    name: str,
    key: Key,
    parse: Callable[[str, Sizes], Statement],
    rule: Rule,
    reader: Reader,
) -> list[Statement]:
    """The equations or conditions of a candidate that can be read."""
    statements = []
    for at, text in enumerate(table.get(name) or ()):
        if text is None:
            continue
        place = (*key, name, at)
        try:
            statement = parse(text, reader.vocabulary.sizes)
        except ExpressionError as error:
            reader.faults.add_error(place, error)
            continue
        if reader.sides(statement, place, rule):
            statements.append(statement)
    return statements


def _read_map(images: Mapping[str, str | None], key: Key, reader: Reader) -> list[list[Any]]:
    """The pairs of target and image of one affine map; parameters that it does not mention stay."""
    taken: set[int] = set()
    pairs = []
    for text, image in images.items():
        place = (*key, text)
        target = read_target(text, place, _TARGET, taken, reader)
        read = None if image is None else reader.expression(image, place, _IMAGE)
        if target is None or read is None:
            continue
        if target[1].shape != read[1].shape:
            source, image_shape = describe(target[1].shape), describe(read[1].shape)
            reader.faults.add(place, f"{text!r:.60} is {source}, but mapped to {image_shape}")
        pairs.append([target[0].tree, read[0].tree])
    return pairs
