"""Mutants of certificates: documents with something changed, and what follows from it mended or not."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any, Final, TypeAlias

from tests.mutants.jets import scalar_names

Json: TypeAlias = Any
Site: TypeAlias = tuple[Any, Any]
"""A container and the key of one of its entries."""

_NUMBER: Final = re.compile(r"-?[0-9]+(?:/[0-9]+)?")
_ATOM: Final = re.compile(r"@[0-9]+")
MAX_ENTRIES: Final = 200
OPERATORS: Final = ("+", "*", "/", "@", "neg", "T", "sum", "list")
FUNCTIONS: Final = (
    *("tanh", "sigmoid", "exp", "log", "sin", "cos", "sinh", "cosh"),
    *("sqrt", "erf", "softplus", "atan", "silu", "gelu", "relu"),
)


class Pool:
    """The certificates that mutants are made of, and the parts that can be transplanted."""

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        self.names = sorted(documents)
        self.documents = {name: json.loads(documents[name]) for name in self.names}
        self.parts: dict[str, list[Json]] = {}
        self.tags: dict[str, list[str]] = {}
        for document in self.documents.values():
            for container, key in sites(document, ("claim", "evidence")):
                self._keep(key, container[key])

    def _keep(self, key: Any, value: Json) -> None:
        if isinstance(key, str):
            self.parts.setdefault(key, []).append(value)
            if isinstance(value, str) and value not in self.tags.setdefault(key, []):
                self.tags[key].append(value)


def sites(document: Json, parts: Sequence[str]) -> Iterator[Site]:
    """Every place in some parts of a document."""
    left: list[Any] = []
    for part in parts:
        yield document, part
        left.append(document[part])
    while left:
        node = left.pop()
        if isinstance(node, dict | list):
            for key in list(node) if isinstance(node, dict) else range(len(node)):
                yield node, key
                left.append(node[key])


class Mutation:
    """One certificate that is being changed."""

    def __init__(self, pool: Pool, chance: random.Random) -> None:
        self.pool, self.chance = pool, chance
        self.origin = chance.choice(pool.names)
        self.document = copied(pool.documents[self.origin])

    def made(self) -> Json:
        """The mutant, without its digests."""
        original = self.pool.documents[self.origin]
        wanted = self.chance.choice((1, 1, 1, 2, 2, 3))
        for tries in range(20):
            with suppress(LookupError, TypeError, ValueError, AttributeError):
                # After an earlier change the document may have any shape.
                self.chance.choice(CHANGES)(self)
            same = all(self.document[part] == original[part] for part in ("claim", "evidence"))
            if tries + 1 >= wanted and not same:
                break
        if self.chance.random() < 0.9:
            self._spell_polynomials()
        return self.document

    def _sites(self, wanted: Callable[[Json], bool], parts: Sequence[str] | None = None) -> list[Site]:
        if parts is None:
            parts = self.chance.choice((("claim",), ("evidence",), ("claim", "evidence")))
        return [(c, k) for c, k in sites(self.document, parts) if c is not self.document and wanted(c[k])]

    def _one(self, wanted: Callable[[Json], bool], parts: Sequence[str] | None = None) -> Site | None:
        found = self._sites(wanted, parts)
        return self.chance.choice(found) if found else None

    # Entries.

    def number(self) -> None:
        """A number becomes another one, near, opposite, reciprocal, or one from elsewhere."""
        site = self._one(_is_number)
        if site:
            site[0][site[1]] = self._other_number(site[0][site[1]])

    def _other_number(self, text: str) -> str:
        value = Fraction(text)
        elsewhere = Fraction(
            self.chance.choice([c[k] for c, k in self._sites(_is_number, ("claim", "evidence"))])
        )
        choices = [value + 1, value - 1, -value, Fraction(0), value * 2, value / 2, elsewhere]
        choices += [1 / value] if value else []
        return str(self.chance.choice(choices))

    def integer(self) -> None:
        site = self._one(lambda value: type(value) is int)
        if site:
            value = site[0][site[1]]
            others = [c[k] for c, k in self._sites(lambda v: type(v) is int, ("claim", "evidence"))]
            site[0][site[1]] = self.chance.choice([value + 1, value - 1, -value, 0, 2 * value, *others[:20]])

    def flag(self) -> None:
        site = self._one(lambda value: value is None or isinstance(value, bool))
        if site:
            parts = self.pool.parts.get(str(site[1]), [None])
            site[0][site[1]] = self.chance.choice([True, False, None, copied(self.chance.choice(parts))])

    def word(self) -> None:
        """A tag, an operator, a function or a relation becomes another one."""
        site = self._one(lambda value: isinstance(value, str) and not _is_number(value))
        if not site:
            return
        (container, key), word = site, site[0][site[1]]
        for family in (OPERATORS, FUNCTIONS, ("!=", ">", "<")):
            if word in family:
                container[key] = self.chance.choice(family)
                return
        container[key] = self.chance.choice(self.pool.tags.get(str(key), [word]) + self._names())

    def name(self) -> None:
        """A variable becomes another one, once or everywhere; or two are swapped."""
        names = self._names()
        if len(names) < 2:
            return
        one, other = self.chance.sample(names, 2)
        how = self.chance.choice(("once", "everywhere", "swapped"))
        if how == "once":
            site = self._one(lambda value: value == one)
            if site:
                site[0][site[1]] = other
            return
        self._renamed({one: other, other: one} if how == "swapped" else {one: other})

    def _names(self) -> list[str]:
        found: list[Json] = []
        for declared in self._declarations():
            found += [name for name, _ in declared] + _scalars(declared)
        found += [container[key] for container, key in self._sites(_is_atom, ("evidence",))]
        return sorted({name for name in found if isinstance(name, str)})

    def _declarations(self) -> list[Json]:
        """Those of parameters, inputs and constants; the claim may be any JSON."""
        claim = self.document["claim"]
        model, candidate = claim["model"], claim.get("candidate", {})
        return [model["parameters"], model.get("inputs", []), candidate.get("constants", [])]

    def _renamed(self, names: Mapping[str, str]) -> None:
        parts = self.chance.choice((("claim",), ("evidence",), ("claim", "evidence")))
        for container, key in list(sites(self.document, parts)):
            if isinstance(container[key], dict) and container is not self.document:
                container[key] = {names.get(k, k): v for k, v in container[key].items()}
        for container, key in list(sites(self.document, parts)):
            if isinstance(container[key], str):
                container[key] = names.get(container[key], container[key])

    def number_everywhere(self) -> None:
        """All numbers that are the same become another one."""
        site = self._one(_is_number)
        if site:
            old = site[0][site[1]]
            new = self._other_number(old)
            for container, key in self._sites(lambda value: value == old, ("claim", "evidence")):
                container[key] = new

    def signs(self) -> None:
        """All numbers of a part change their signs."""
        site = self._one(lambda value: isinstance(value, list | dict))
        if site:
            holder = {"part": site[0][site[1]]}
            for container, key in sites(holder, ("part",)):
                if _is_number(container[key]):
                    container[key] = str(-Fraction(container[key]))

    # Parts.

    def deleted(self) -> None:
        site = self._one(lambda value: True)
        if site:
            del site[0][site[1]]

    def emptied(self) -> None:
        site = self._one(lambda value: isinstance(value, list | dict) and bool(value))
        if site:
            site[0][site[1]] = type(site[0][site[1]])()

    def doubled(self) -> None:
        site = self._one(lambda value: True)
        if site and isinstance(site[0], list):
            site[0].insert(site[1], copied(site[0][site[1]]))

    def swapped(self) -> None:
        site = self._one(lambda value: isinstance(value, list | dict) and len(value) > 1)
        if site:
            parent = site[0][site[1]]
            keys = list(parent) if isinstance(parent, dict) else range(len(parent))
            one, other = self.chance.sample(list(keys), 2)
            parent[one], parent[other] = parent[other], parent[one]

    def transplanted(self) -> None:
        """A part is that of another certificate, or of this one."""
        site = self._one(lambda value: True)
        if site and isinstance(site[1], str):
            parts = self.pool.parts.get(site[1])
            if parts:
                site[0][site[1]] = copied(self.chance.choice(parts))

    def moved(self) -> None:
        """One part of this certificate stands where another one of its kind does."""
        one, other = (self._one(lambda value: isinstance(value, list)) for _ in range(2))
        if one and other:
            one[0][one[1]] = copied(other[0][other[1]])

    def whole(self) -> None:
        """The claim, or the evidence, of another certificate."""
        other = self.pool.documents[self.chance.choice(self.pool.names)]
        part = self.chance.choice(("claim", "evidence"))
        self.document[part] = copied(other[part])

    # Claims.

    def claimed(self) -> None:
        """Something else is claimed, or less."""
        claim, chance = self.document["claim"], self.chance
        key = chance.choice(("manifold", "candidate", "core", "orbit", "laws", "model", "where"))
        if key == "where":
            claim["candidate"]["where"] = copied(chance.choice(self.pool.parts["where"]))
        elif key == "manifold":
            del claim["manifold"]
            self.document["evidence"]["manifold"] = None
        else:
            inner = chance.choice(sorted(claim[key]))
            claim[key][inner] = copied(chance.choice(self.pool.parts[inner]))

    def _trees(self) -> list[Site]:
        """Every subexpression of the outputs, equations, conditions and laws of the claim."""
        found = []
        for container, key in self._sites(lambda value: isinstance(value, list), ("claim",)):
            if key in ("outputs", "conserved") or (key == "laws" and container.get("point")):
                found += _subtrees(container[key], range(len(container[key])))
            elif key == "equations":
                for pair in container[key]:
                    found += _subtrees(pair, range(2)) if isinstance(pair, list) and len(pair) == 2 else []
        return found

    def rewritten(self) -> None:
        """A subexpression of the claim is written otherwise, or is another one."""
        container, key = self.chance.choice(self._trees())
        name, number = self.chance.choice([*self._names(), "2"]), self.chance.choice(("2", "-1", "1/2", "3"))
        e = container[key]
        products = [["*", "1", e], ["*", number, e], ["*", e, name], ["*", e, e], ["**", e, 2], ["**", e, 3]]
        sums = [["neg", e], ["+", e, "0"], ["+", e, number], ["+", e, name], ["+", e, ["neg", e]]]
        others = [["/", e, name], ["call", self.chance.choice(FUNCTIONS), e], name, number]
        container[key] = self.chance.choice([*products, *sums, *others])

    def limited(self) -> None:
        """An output has another domain, and the same values."""
        outputs = self.document["claim"]["model"]["outputs"]
        at = self.chance.randrange(len(outputs))
        u, v = self.chance.choices(self._names(), k=2)
        u = self.chance.choice([u, u, ["+", u, "-1"], ["neg", u], ["**", u, 2], ["+", u, ["neg", v]]])
        limits = [["call", "log", u], ["call", "sqrt", u], ["/", "1", u], ["call", "relu", u]]
        limit = self.chance.choice(limits)
        nothing = self.chance.choice([["*", "0", limit], ["+", limit, ["neg", limit]]])
        outputs[at] = ["+", outputs[at], nothing]

    def condition(self) -> None:
        """A side condition more."""
        names = self._names()
        where = self.document["claim"]["candidate"].setdefault("where", [])
        left = self.chance.choice([self.chance.choice(names), ["+", *self.chance.choices(names, k=2)]])
        relation = self.chance.choice(("!=", ">", "<"))
        one = [left, relation, self.chance.choice(("0", "0", "1", *names[:3]))]
        where.insert(self.chance.randrange(len(where) + 1), one)

    def equation(self) -> None:
        """An equation more, of the candidate or of the core."""
        found, names = self._sites(lambda value: isinstance(value, list), ("claim",)), self._names()
        chosen = self.chance.choice([container[key] for container, key in found if key == "equations"])
        one = [self.chance.choice(names), self.chance.choice(("0", "0", "1", *names))]
        chosen.insert(self.chance.randrange(len(chosen) + 1), one)

    def rate(self) -> None:
        """A learning rate more."""
        rates = self.document["claim"]["model"].setdefault("rates", [])
        rates.append([self.chance.choice(self._names()), self.chance.choice(("2", "1/2", "3"))])

    def manifold(self) -> None:
        """Another dimension, or another status."""
        claimed = self.document["claim"]["manifold"]
        if self.chance.random() < 0.5:
            claimed["dimension"] += self.chance.choice((-2, -1, 1, 2))
        else:
            claimed["status"] = self.chance.choice(("embedded", "regular locus", "empty"))

    def offered(self) -> None:
        """Evidence of a negative statement more."""
        key = self.chance.choice(("missteps", "secant"))
        self.document["evidence"][key] = copied(self.chance.choice(self.pool.parts[key]))

    def _spell_polynomials(self) -> None:
        """Polynomials in their one spelling: the kernel refuses others before it looks at them."""
        order = {name: at for at, name in enumerate(self._order())}
        for container, key in list(sites(self.document, ("evidence",))):
            if _is_polynomial(container[key]):
                container[key] = _spelt(container[key], order)

    def _order(self) -> list[str]:
        leaves: list[str] = []
        with suppress(LookupError, TypeError, ValueError, AttributeError):
            leaves = [str(name) for declared in self._declarations() for name in _scalars(declared)]
        return [*leaves, *(f"@{at}" for at in range(60))]


CHANGES: Final = (
    Mutation.number,
    Mutation.number,
    Mutation.integer,
    Mutation.flag,
    Mutation.word,
    Mutation.name,
    Mutation.name,
    Mutation.number_everywhere,
    Mutation.signs,
    Mutation.deleted,
    Mutation.emptied,
    Mutation.doubled,
    Mutation.swapped,
    Mutation.transplanted,
    Mutation.moved,
    Mutation.whole,
    Mutation.claimed,
    Mutation.claimed,
    Mutation.rewritten,
    Mutation.rewritten,
    Mutation.rewritten,
    Mutation.limited,
    Mutation.limited,
    Mutation.condition,
    Mutation.equation,
    Mutation.rate,
    Mutation.manifold,
    Mutation.offered,
)


def _subtrees(container: Any, keys: Sequence[Any] | range) -> list[Site]:
    """The expressions at some keys, and those inside them."""
    found: list[Site] = []
    for key in keys:
        found.append((container, key))
        tree = container[key]
        if isinstance(tree, list) and tree and tree[0] in (*OPERATORS, "call", "index", "**"):
            first = 2 if tree[0] == "call" else 1
            last = 2 if tree[0] in ("index", "**") else len(tree)
            found += _subtrees(tree, range(first, last))
    return found


def copied(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: copied(entry) for key, entry in value.items()}
    return [copied(entry) for entry in value] if isinstance(value, list) else value


def _is_number(value: Json) -> bool:
    return isinstance(value, str) and bool(_NUMBER.fullmatch(value)) and not value.endswith("/0")


def _scalars(declared: Json) -> list[str]:
    """The names of the scalars of arrays that have not become huge."""
    return scalar_names([[name, shape] for name, shape in declared if math.prod(shape) <= MAX_ENTRIES])


def _is_atom(value: Json) -> bool:
    return isinstance(value, str) and bool(_ATOM.fullmatch(value))


def _is_polynomial(value: Json) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(term, list) and term and _is_number(term[0]) and all(isinstance(v, str) for v in term)
            for term in value
        )
    )


def _spelt(terms: Json, order: Mapping[str, int]) -> Json:
    total: dict[tuple[str, ...], Fraction] = {}
    for coefficient, *names in terms:
        monomial = tuple(sorted(names, key=lambda name: order.get(name, len(order))))
        total[monomial] = total.get(monomial, Fraction(0)) + Fraction(coefficient)
    ranked = sorted(total, key=lambda monomial: [order.get(name, len(order)) for name in monomial])
    return [[str(total[monomial]), *monomial] for monomial in ranked if total[monomial]]
