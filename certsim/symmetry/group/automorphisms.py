"""Automorphisms of coloured graphs, by refinement of partitions and individualisation.

A search of our own: the libraries that are kept for this (nauty's and igraph's bindings) are under the GPL.
Two ordered partitions are refined in lockstep, and a map is tried as soon as they differ only where it is
determined (Darga, Sakallah, Markov: Faster symmetry discovery using sparsity of symmetries, DAC 2008).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

Vertex: TypeAlias = int
Cell: TypeAlias = int
"""A cell of a partition is named by the place of its first vertex, which splitting does not change."""

Trace: TypeAlias = list[tuple[Cell, int, int]]

MAX_WORK: Final = 100_000_000


class _OutOfWork(Exception):
    """The search has visited more edges than it may."""


class _Work:
    """Counts edges visited."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def spend(self, amount: int) -> None:
        self.left -= amount
        if self.left < 0:
            raise _OutOfWork


@dataclass(frozen=True)
class Automorphisms:
    """A group of automorphisms: generators by the vertices that they move, and the exact order.

    If not `complete`, the search ran out of work, and the group may be part of a larger one.
    """

    generators: tuple[Mapping[Vertex, Vertex], ...]
    order: int
    complete: bool


def find_automorphisms(
    neighbours: Sequence[Sequence[Vertex]],
    colours: Sequence[Hashable],
    points: int,
    work: int = MAX_WORK,
) -> Automorphisms:
    """The automorphisms of a graph, which have to be faithful on its first vertices, the points.

    The generators found are strong for the base of the points in their order, those that the points before
    them determine left out: the order is the product of the lengths of the basic orbits (Schreier, Sims).

    Args:
        neighbours: the neighbours of each vertex; the graph is undirected and simple.
        colours: the colour of each vertex, which automorphisms leave as it is.
        points: how many vertices, from the first, are points.
        work: how many edges the search may visit.
    """
    search = _Search(neighbours, colours, points, _Work(work))
    try:
        search.run()
    except _OutOfWork:
        return Automorphisms(tuple(search.generators), search.order, complete=False)
    return Automorphisms(tuple(search.generators), search.order, complete=True)


class _Partition:
    """An ordered partition of the vertices into cells, that can be refined, and taken back."""

    def __init__(self, neighbours: Sequence[Sequence[Vertex]], colours: Sequence[Hashable]) -> None:
        self._neighbours = neighbours
        classes: dict[Hashable, list[Vertex]] = {}
        for vertex, colour in enumerate(colours):
            classes.setdefault(colour, []).append(vertex)
        self._order = [vertex for members in classes.values() for vertex in members]
        self._place = [0] * len(colours)
        for place, vertex in enumerate(self._order):
            self._place[vertex] = place
        self.cell = [0] * len(colours)
        self.size: dict[Cell, int] = {}
        for members in classes.values():
            self._name(self._place[members[0]], members)
        self.history: list[tuple[Cell, Cell]] = []

    def _name(self, cell: Cell, members: Sequence[Vertex]) -> None:
        self.size[cell] = len(members)
        for vertex in members:
            self.cell[vertex] = cell

    def members(self, cell: Cell) -> list[Vertex]:
        return self._order[cell : cell + self.size[cell]]

    def first(self, cell: Cell) -> Vertex:
        return self._order[cell]

    def individualise(self, vertex: Vertex) -> Cell:
        """Splits the vertex off its cell; the new cell."""
        cell = self.cell[vertex]
        return cell if self.size[cell] == 1 else self._split_off(cell, [vertex])

    def _split_off(self, cell: Cell, members: Sequence[Vertex]) -> Cell:
        """Moves some members of a cell to its end and makes them a cell, which is returned."""
        last = cell + self.size[cell]
        for vertex in members:
            last -= 1
            place, other = self._place[vertex], self._order[last]
            self._order[place], self._place[other] = other, place
            self._order[last], self._place[vertex] = vertex, last
        self.size[cell] -= len(members)
        self._name(last, members)
        self.history.append((last, cell))
        return last

    def undo(self, length: int) -> None:
        """Takes back all splittings but the first so many."""
        while len(self.history) > length:
            part, whole = self.history.pop()
            for vertex in self.members(part):
                self.cell[vertex] = whole
            self.size[whole] += self.size.pop(part)

    def refine(self, start: Sequence[Cell], work: _Work, expected: Trace | None = None) -> Trace | None:
        """Splits cells until all vertices of a cell have equally many neighbours in each cell.

        Returns what was split, in a way that does not depend on the vertices' numbers: isomorphic partitions
        have equal traces. `None` as soon as it is another one than expected.
        """
        trace: Trace = []
        waiting, queued = list(start), set(start)
        while waiting:
            splitter = waiting.pop()
            queued.discard(splitter)
            before = len(trace)
            for cell, part in self._split_by(splitter, work, trace):
                # A cell in the queue stays there; otherwise the smaller part will do (Hopcroft).
                chosen = part if cell in queued or self.size[part] <= self.size[cell] else cell
                waiting.append(chosen)
                queued.add(chosen)
            if expected is not None and trace[before:] != expected[before : len(trace)]:
                return None
        return trace if expected is None or len(trace) == len(expected) else None

    def _split_by(self, splitter: Cell, work: _Work, trace: Trace) -> Iterator[tuple[Cell, Cell]]:
        """Splits the cells by the number of neighbours in the splitter; the parts as they are made."""
        counts: dict[Vertex, int] = {}
        for vertex in self.members(splitter):
            work.spend(len(self._neighbours[vertex]) + 1)
            for neighbour in self._neighbours[vertex]:
                counts[neighbour] = counts.get(neighbour, 0) + 1
        touched: dict[Cell, dict[int, list[Vertex]]] = {}
        for vertex, count in counts.items():
            touched.setdefault(self.cell[vertex], {}).setdefault(count, []).append(vertex)
        for cell in sorted(touched):
            groups = touched[cell]
            untouched = self.size[cell] - sum(map(len, groups.values()))
            for count in sorted(groups):
                trace.append((cell, count, len(groups[count])))
            kept = None if untouched else max(groups, key=lambda count: (len(groups[count]), count))
            for count in sorted(groups):
                if count != kept:
                    yield cell, self._split_off(cell, groups[count])


@dataclass
class _Choice:
    """A point of return: marks of both partitions, the vertex on the left, and its images yet to be tried."""

    marks: tuple[int, int]
    vertex: Vertex
    images: Iterator[Vertex]


class _Search:
    """Finds generators level by level, from the end of the base to its beginning."""

    def __init__(
        self,
        neighbours: Sequence[Sequence[Vertex]],
        colours: Sequence[Hashable],
        points: int,
        work: _Work,
    ) -> None:
        self.generators: list[dict[Vertex, Vertex]] = []
        self.order = 1
        self._work = work
        self._points = points
        self._adjacent = [frozenset(near) for near in neighbours]
        self._left = _Partition(neighbours, colours)
        self._right = _Partition(neighbours, colours)
        self._links = list(range(points))

    def run(self) -> None:
        for partition in (self._left, self._right):
            partition.refine(list(partition.size), self._work)
        for base, mark in reversed(self._descend()):
            for partition in (self._left, self._right):
                partition.undo(mark)
            self._complete_orbit(base)

    def _descend(self) -> list[tuple[Vertex, int]]:
        """Individualises points until all are; each with the length of the history before it."""
        base = []
        for point in range(self._points):
            if self._left.size[self._left.cell[point]] > 1:
                base.append((point, len(self._left.history)))
                self._step(point, point)
        return base

    def _step(self, left: Vertex, right: Vertex) -> bool:
        """Individualises a vertex on either side, and refines; whether the sides are still alike."""
        trace = self._left.refine([self._left.individualise(left)], self._work)
        return self._right.refine([self._right.individualise(right)], self._work, trace) is not None

    def _complete_orbit(self, base: Vertex) -> None:
        """Finds the orbit of a base point under what fixes the points before it."""
        below, refused = self.order, set[Vertex]()
        cell = sorted(self._left.members(self._left.cell[base]))
        for image in cell:
            root = self._root(image)
            if root == self._root(base) or root in map(self._root, refused):
                continue
            found = self._find_map(base, image)
            if found is None:
                refused.add(image)
                continue
            self.generators.append(found)
            self._merge(found)
            self.order = below * sum(self._root(point) == self._root(base) for point in cell)

    def _root(self, point: Vertex) -> Vertex:
        """The representative of a point's orbit under the generators found so far."""
        while self._links[point] != point:
            self._links[point] = self._links[self._links[point]]
            point = self._links[point]
        return point

    def _merge(self, generator: Mapping[Vertex, Vertex]) -> None:
        for point, image in generator.items():
            if point < self._points:
                self._links[self._root(point)] = self._root(image)

    def _find_map(self, vertex: Vertex, image: Vertex) -> dict[Vertex, Vertex] | None:
        """An automorphism that keeps the cells as they are and sends a vertex to an image, if there is one.

        All images of one vertex after another are tried, until the map is determined.
        """
        start = self._marks()
        choices = [_Choice(start, vertex, iter([image]))]
        found = None
        while choices and found is None:
            choice = choices[-1]
            self._return_to(choice.marks)
            target = next(choice.images, None)
            if target is None:
                choices.pop()
            elif self._step(choice.vertex, target):
                found = self._determined_map(start)
                following = None if found else self._next_choice(start)
                choices += [following] if following else []
        self._return_to(start)
        return found

    def _marks(self) -> tuple[int, int]:
        return len(self._left.history), len(self._right.history)

    def _return_to(self, marks: tuple[int, int]) -> None:
        self._left.undo(marks[0])
        self._right.undo(marks[1])

    def _touched(self, start: tuple[int, int]) -> dict[Cell, None]:
        """The cells that were split, or split off, since the start."""
        return dict.fromkeys(cell for pair in self._left.history[start[0] :] for cell in pair)

    def _determined_map(self, start: tuple[int, int]) -> dict[Vertex, Vertex] | None:
        """The map of the single vertices that is the identity elsewhere, if it is an automorphism."""
        moves = {}
        for cell in self._touched(start):
            if self._left.size[cell] == 1:
                moves[self._left.first(cell)] = self._right.first(cell)
            elif self._differs(cell):
                return None
        moves = {vertex: image for vertex, image in moves.items() if vertex != image}
        return moves if self._is_automorphism(moves) else None

    def _differs(self, cell: Cell) -> bool:
        self._work.spend(self._left.size[cell])
        return any(self._right.cell[vertex] != cell for vertex in self._left.members(cell))

    def _is_automorphism(self, moves: Mapping[Vertex, Vertex]) -> bool:
        """Whether edges go to edges; colours are kept because cells are."""
        if moves.keys() != set(moves.values()):
            return False
        for vertex, image in moves.items():
            self._work.spend(len(self._adjacent[vertex]))
            if any(moves.get(near, near) not in self._adjacent[image] for near in self._adjacent[vertex]):
                return False
        return True

    def _next_choice(self, start: tuple[int, int]) -> _Choice | None:
        """A vertex to be mapped next, one that its own cell does not let stay if there is one."""
        cells = [cell for cell in self._touched(start) if self._left.size[cell] > 1]
        differing = next((cell for cell in cells if self._differs(cell)), None)
        if differing is None:
            cells += [cell for cell, size in self._left.size.items() if size > 1][:1]
            return self._choice(cells[0], None) if cells else None
        stays = (v for v in self._left.members(differing) if self._right.cell[v] != differing)
        return self._choice(differing, next(stays))

    def _choice(self, cell: Cell, vertex: Vertex | None) -> _Choice:
        """The images in the order of hope: what goes to the vertex, what comes from elsewhere, the vertex."""
        vertex = self._left.first(cell) if vertex is None else vertex

        def strangeness(image: Vertex) -> tuple[bool, bool, Vertex]:
            before = self._left.cell[image]
            returns = self._left.size[before] == 1 and self._right.first(before) == vertex
            return not returns, before == cell and image != vertex, image

        return _Choice(self._marks(), vertex, iter(sorted(self._right.members(cell), key=strangeness)))
