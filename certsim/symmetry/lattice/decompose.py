"""Recognising direct products and wreath products among groups of signed permutations, by their orders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from math import factorial, prod
from typing import Final, NamedTuple, TypeAlias

from certsim.symmetry.group.stabiliser_chain import (
    Chain,
    Table,
    compose,
    invert,
    orbits,
    permutation_of,
    stabiliser_generators,
    table_of,
)
from certsim.symmetry.lattice.lattice import Lattice, Product
from certsim.symmetry.lattice.listed import list_lattice
from certsim.symmetry.lattice.wreath import Wreath
from certsim.symmetry.signed import SignedPermutation

Orbit: TypeAlias = tuple[int, ...]

_FEW: Final = 64


def find_lattice(generators: Sequence[SignedPermutation], size: int, order: int | None = None) -> Lattice:
    """The lattice of fixed subspaces of the group that signed permutations of `size` coordinates generate.

    `order`, if known, saves work. Raises ValueError if it is seen to be wrong, and CertsimError where a part
    of the group that is neither a product nor a wreath product is too large.
    """
    tables = [table_of(generator.images) for generator in generators if not generator.is_identity]
    return _find(tables, size, order)


def _find(tables: Sequence[Table], size: int, order: int | None) -> Lattice:
    groups = _unconnected(tables, size)
    pieces = sorted(
        piece
        for group, known in zip(groups, _orders(tables, size, groups, order), strict=True)
        for piece in _split(tables, group, known)
    )
    factors = [_find_factor(*piece) for piece in pieces]
    if len(factors) == 1 and len(pieces[0].coordinates) == size:
        return factors[0]
    return Product(size, tuple(piece.coordinates for piece in pieces), tuple(factors))


class _Piece(NamedTuple):
    """A direct factor: its coordinates, generators of the action on them, and its order."""

    coordinates: tuple[int, ...]
    action: Sequence[Table]
    order: int


def _find_factor(coordinates: Sequence[int], action: Sequence[Table], order: int) -> Lattice:
    size = len(coordinates)
    blocks = _find_blocks(action, size, order)
    if blocks is None:
        return list_lattice(action, size, order)
    inner = _find(blocks.inner, len(blocks.places[0]), blocks.inner_order)
    return Wreath(size, inner, tuple(map(permutation_of, blocks.inner)), blocks.places)


def _restricted(tables: Sequence[Table], coordinates: Sequence[int]) -> list[Table]:
    """The actions on a union of orbits, as tables on its coordinates, without repetition."""
    at = {coordinate + 1: number for number, coordinate in enumerate(coordinates, 1)}
    identity = table_of(range(1, len(coordinates) + 1))
    images = (
        table_of([at[abs(table[c + 1])] * (1 if table[c + 1] > 0 else -1) for c in coordinates])
        for table in tables
    )
    return [table for table in dict.fromkeys(images) if table != identity]


def _unconnected(tables: Sequence[Table], size: int) -> list[list[Orbit]]:
    """The orbits that some generator moves, in groups that no generator connects: factors of G."""
    groups: list[list[Orbit]] = []
    for orbit in orbits(tables, size):
        moving = [table for table in tables if _moves(table, orbit)]
        if moving:
            joined = [group for group in groups if any(_moves(t, one) for t in moving for one in group)]
            rest = [group for group in groups if group not in joined]
            groups = [*rest, sorted([orbit, *(one for group in joined for one in group)])]
    return groups


def _orders(
    tables: Sequence[Table], size: int, groups: Sequence[Sequence[Orbit]], order: int | None
) -> list[int]:
    """The orders of the factors of a direct product, from one chain whose base takes them in turn."""
    bases = [_join(group) for group in groups]
    lengths = Chain(tables, size, base=chain.from_iterable(bases), order=order).lengths
    ends = list(accumulate(map(len, bases)))
    return [prod(lengths[end - len(base) : end]) for base, end in zip(bases, ends, strict=True)]


def _split(tables: Sequence[Table], group: Sequence[Orbit], order: int) -> list[_Piece]:
    """Splits orbits on which G acts with a known order as far as a pointwise stabiliser shows a product.

    If G = G_1 × G_2 and an orbit belongs to G_1, then its pointwise stabiliser contains G_2.
    """
    whole = _join(group)
    action = _restricted(tables, whole)
    for orbit in group if len(group) > 1 else ():
        base = [whole.index(c) for c in orbit]
        stabiliser = Chain(action, len(whole), base=base, order=order).stabiliser(len(base))
        free = [one for one in group if any(_moves(t, [whole.index(c) for c in one]) for t in stabiliser)]
        if not free:
            break
        kept = [one for one in group if one not in free]
        orders = [_order(tables, part) for part in (free, kept)]
        if kept and prod(orders) == order:
            return [*_split(tables, free, orders[0]), *_split(tables, kept, orders[1])]
    return [_Piece(whole, action, order)]


def _moves(table: Table, coordinates: Iterable[int]) -> bool:
    return any(table[c + 1] != c + 1 for c in coordinates)


def _order(tables: Sequence[Table], group: Sequence[Orbit]) -> int:
    coordinates = _join(group)
    return Chain(_restricted(tables, coordinates), len(coordinates)).order


def _join(group: Iterable[Orbit]) -> tuple[int, ...]:
    return tuple(sorted(c for orbit in group for c in orbit))


@dataclass(frozen=True)
class _Blocks:
    """Blocks that G permutes in every way: the places of their coordinates, and K on the first."""

    places: tuple[tuple[int, ...], ...]
    inner: Sequence[Table]
    inner_order: int


def _find_blocks(tables: Sequence[Table], size: int, order: int) -> _Blocks | None:
    """A system of m ≥ 2 blocks for which G is K ≀ S_m, K being what the stabiliser of a block does on it.

    Choosing for each block an element that takes the first to it embeds G in K ≀ S_m, always; it is all of it
    if and only if |G| = |K|^m · m!.
    """
    block = _first_block(tables, size)
    if block is None:
        return None
    carriers = _carriers(tables, block)
    if carriers is None:
        return None
    inner = _restricted(list(_block_stabiliser(tables, carriers)), block)
    inner_order = Chain(inner, len(block)).order
    if order != inner_order ** len(carriers) * factorial(len(carriers)):
        return None
    places = [tuple(carrier[c + 1] for c in block) for carrier in carriers.values()]
    return _Blocks(
        tuple(sorted(_tidied(places, inner), key=lambda p: sorted(map(abs, p)))), inner, inner_order
    )


def _first_block(tables: Sequence[Table], size: int) -> tuple[int, ...] | None:
    """The block of coordinate 0, if G should be a wreath product on blocks.

    Then the stabiliser of the coordinate moves the other blocks transitively: in each orbit of G, those
    coordinates are one orbit of the stabiliser, with (m-1)/m of all coordinates.
    """
    stabiliser = list(dict.fromkeys(stabiliser_generators(1, tables)))
    parts = orbits(stabiliser, size)
    block: list[int] = []
    for orbit in orbits(tables, size):
        inside = [part for part in parts if part[0] in set(orbit) and 0 not in part]
        other = max(inside, key=lambda part: _weight(part, stabiliser), default=())
        if 2 * len(other) < len(orbit):
            return None
        block += [c for c in orbit if c not in set(other)]
    return tuple(sorted(block))


def _weight(part: Sequence[int], stabiliser: Sequence[Table]) -> tuple[int, bool, int]:
    """What speaks for a part to lie outside the first block: its size, being moved, being late."""
    return len(part), any(_moves(table, part) for table in stabiliser), part[0]


def _carriers(tables: Sequence[Table], block: Sequence[int]) -> dict[frozenset[int], Table] | None:
    """For each image of a block an element that takes it there; `None` if images overlap."""
    size = len(tables[0]) // 2
    found = {frozenset(block): table_of(range(1, size + 1))}
    queue = list(found)
    for one in queue:
        for table in tables:
            image = frozenset(abs(table[c + 1]) - 1 for c in one)
            if image not in found:
                found[image] = compose(found[one], table)
                queue.append(image)
        if len(found) * len(block) > size:
            return None
    return found if len(found) * len(block) == size and len(found) > 1 else None


def _block_stabiliser(tables: Sequence[Table], carriers: dict[frozenset[int], Table]) -> list[Table]:
    """Schreier's generators of the stabiliser of the first block."""
    back = {one: invert(carrier) for one, carrier in carriers.items()}
    return [
        compose(compose(carrier, table), back[frozenset(abs(table[c + 1]) - 1 for c in one)])
        for one, carrier in carriers.items()
        for table in tables
    ]


def _tidied(places: Sequence[tuple[int, ...]], inner: Sequence[Table]) -> list[tuple[int, ...]]:
    """The places of the blocks, in the order of the first and without signs where K has such an element."""
    turns = _some_elements(inner, len(places[0]))
    return [min((_turned(place, turn) for turn in turns), key=_untidiness) for place in places]


def _some_elements(generators: Sequence[Table], size: int) -> list[Table]:
    """The elements of a group, or the first of them where they are many."""
    found = dict.fromkeys([table_of(range(1, size + 1))])
    queue = list(found)
    for table in queue:
        for following in (compose(table, generator) for generator in generators):
            if following not in found and len(found) < _FEW:
                found[following] = None
                queue.append(following)
    return queue


def _turned(place: Sequence[int], turn: Table) -> tuple[int, ...]:
    """The places after an element of K on the block's own coordinates."""
    return tuple(place[abs(image) - 1] * (1 if image > 0 else -1) for image in turn[1 : len(place) + 1])


def _untidiness(place: Sequence[int]) -> tuple[int, list[int]]:
    return sum(literal < 0 for literal in place), [abs(literal) for literal in place]
