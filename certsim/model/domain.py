"""Where a model is defined, in the words of its spec (theory §0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.definitions import DEFINITIONS, SIGNATURES
from certsim.kernel.terms.expression import ALL_SIGNATURES, FOLDED, Scope
from certsim.kernel.terms.functions import ELEMENTARY, Domain, Expression
from certsim.model.tree import text

MAX_LENGTH = 200
"""A longer text is cut."""


def domain_text(claim: Claim) -> str | None:
    """The domain of the model, where it is not the whole space; regions are not listed (theory T18)."""
    if not any(domain is not Domain.REGION for domain in claim.model.limited.values()):
        return None
    model = claim.statement["model"]
    scope = Scope(claim.model.graph, claim.model.arrays, ALL_SIGNATURES)
    for name, tree in model.get("let", ()):
        scope = scope.with_array(name, scope.expand(tree))
    trees = [tree for _, tree in model.get("let", ())] + model["outputs"]
    limits = {
        f"{_cut(text(_plain(argument)))} {domain.value}": None
        for tree in trees
        for argument, domain in _limits(tree)
        if not _holds_plainly(claim, scope, argument)
    }
    return " and ".join(limits) or None


def _cut(line: str) -> str:
    return line if len(line) <= MAX_LENGTH else f"{line[:MAX_LENGTH]}…"


def _limits(tree: Expression) -> Iterator[tuple[Expression, Domain]]:
    """The arguments in a tree that have to be positive, or not zero, with definitions written out."""
    if not isinstance(tree, list):
        return
    if tree[0] == "call" and tree[1] in DEFINITIONS and tree[1] not in FOLDED:
        yield from _limits(_written_out(tree))
        return
    if tree[0] == "/":
        yield tree[2], Domain.NONZERO
    if tree[0] == "**" and tree[2] < 0:
        yield tree[1], Domain.NONZERO
    if tree[0] == "call" and tree[1] in ELEMENTARY:
        domain = ELEMENTARY[tree[1]].domain
        if domain not in (None, Domain.REGION):
            yield tree[2], domain
    for part in tree[1:]:
        yield from _limits(part)


def _written_out(tree: Expression) -> Expression:
    """What a call of a defined function means, with its arguments and options."""
    _, name, *arguments = tree
    definition = DEFINITIONS[name]
    given = arguments.pop() if isinstance(arguments[-1], dict) else {}
    known = dict(definition.arrays) | dict(zip(SIGNATURES[name].arrays, arguments, strict=False))
    return _filled(definition.body, known, {**definition.options, **given})


def _filled(tree: Expression, known: Mapping[str, Expression], options: Mapping[str, object]) -> Expression:
    if isinstance(tree, str):
        return known.get(tree, tree)
    if isinstance(tree, dict):
        values = {key: options.get(value, value) for key, value in tree.items()}
        return {key: value for key, value in values.items() if value is not None}
    if not isinstance(tree, list):
        return tree
    head = 2 if tree[0] in ("call", "einsum") else 1
    parts = [_filled(part, known, options) for part in tree[head:]]
    return [*tree[:head], *(part for part in parts if part != {})]


def _plain(tree: Expression) -> Expression:
    """The tree without sums of one summand and without what only keeps shapes."""
    if not isinstance(tree, list):
        return tree
    parts = [_plain(part) for part in tree]
    if parts[0] == "+":
        left = [part for part in parts[1:] if part != "0"]
        return left[0] if len(left) == 1 else ["+", *left]
    if isinstance(parts[-1], dict):
        options = {key: value for key, value in parts[-1].items() if key != "keepdims"}
        parts[-1:] = [options] if options else []
    return parts


def _holds_plainly(claim: Claim, scope: Scope, argument: Expression) -> bool:
    """Whether it is plain of all entries of an argument that they are as they must be."""
    limited = claim.model.limited
    return not any(node in limited for node in scope.expand(argument).nodes)
