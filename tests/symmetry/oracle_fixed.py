"""An oracle for fixed subspaces that shares nothing with certsim: it lists signed matrices and intersects.

An element has for each coordinate the position and the sign of the one that it puts there; a subspace has
for each coordinate its canonical label.
"""

from __future__ import annotations

from itertools import permutations, product

Element = tuple[tuple[int, int], ...]
Subspace = tuple[int, ...]


def group(generators: list[Element]) -> set[Element]:
    """All products of the generators."""
    size = len(generators[0])
    found = {tuple((i, 1) for i in range(size))}
    frontier = list(found)
    while frontier:
        frontier = [
            made
            for one in frontier
            for g in generators
            if (made := tuple((one[j][0], one[j][1] * s) for j, s in g)) not in found and not found.add(made)
        ]
    return found


def fixed(element: Element) -> Subspace:
    """Canonical labels of {x : x_i = s·x_j}."""
    return solve([(i, j, s) for i, (j, s) in enumerate(element)], len(element))


def solve(equations: list[tuple[int, int, int]], size: int) -> Subspace:
    """The solutions of x_i = s·x_j: for each coordinate ±(least of its class + 1), or 0.

    Found by walking through the graph of the equations from each coordinate.
    """
    near: list[list[tuple[int, int]]] = [[] for _ in range(size)]
    for i, j, s in equations:
        near[i].append((j, s))
        near[j].append((i, s))
    labels: list[int | None] = [None] * size
    for start in range(size):
        if labels[start] is not None:
            continue
        signs, stack, dead = {start: 1}, [start], False
        while stack:
            at = stack.pop()
            for other, s in near[at]:
                if other not in signs:
                    signs[other] = signs[at] * s
                    stack.append(other)
                dead |= signs[other] != signs[at] * s
        for at, sign in signs.items():
            labels[at] = 0 if dead else sign * (start + 1)
    return tuple(label or 0 for label in labels)


def meet(left: Subspace, right: Subspace) -> Subspace:
    equations = []
    for labels in (left, right):
        for i, label in enumerate(labels):
            equations.append((i, abs(label) - 1, 1 if label > 0 else -1) if label else (i, i, -1))
    return solve(equations, len(left))


def lattice(elements: set[Element]) -> set[Subspace]:
    """All intersections of the fixed subspaces of the elements."""
    basic = {fixed(element) for element in elements}
    found, frontier = set(basic), basic
    while frontier:
        frontier = {meet(one, other) for one in frontier for other in basic} - found
        found |= frontier
    return found


def covers(subspaces: set[Subspace]) -> set[tuple[Subspace, Subspace]]:
    """All pairs (smaller, larger) with nothing between."""
    above = {one: {o for o in subspaces if o != one and meet(one, o) == one} for one in subspaces}
    return {(one, o) for one in subspaces for o in above[one] if not any(o in above[b] for b in above[one])}


def moved(element: Element, subspace: Subspace) -> Subspace:
    """The image of a subspace."""
    equations = []
    back = {j: (i, s) for i, (j, s) in enumerate(element)}
    for i, label in enumerate(subspace):
        at, s = back[i]
        if not label:
            equations.append((at, at, -1))
        else:
            other, t = back[abs(label) - 1]
            equations.append((at, other, s * t * (1 if label > 0 else -1)))
    return solve(equations, len(subspace))


def classes(elements: set[Element], subspaces: set[Subspace]) -> list[set[Subspace]]:
    """The orbits of the group on subspaces."""
    left, found = set(subspaces), []
    while left:
        one = next(iter(left))
        orbit = {moved(element, one) for element in elements}
        found.append(orbit)
        left -= orbit
    return found


def units(width: int, columns: int, flipped: int) -> set[Element]:
    """The symmetries of `width` units of `columns` parameters, of which the first `flipped` change sign."""
    found = set()
    signs = (1, -1) if flipped else (1,)
    for order in permutations(range(width)):
        for turned in product(signs, repeat=width):
            found.add(
                tuple(
                    (order[u] * columns + c, turned[u] if c < flipped else 1)
                    for u in range(width)
                    for c in range(columns)
                )
            )
    return found


def deep(first: int, second: int, odd: bool) -> set[Element]:
    """The symmetries of a·σ(V σ(Wx)): W has one column, V `second` rows; W's entries first, then V, a."""
    found = set()
    for p, q in product(permutations(range(first)), permutations(range(second))):
        for s, t in product(*(product((1, -1) if odd else (1,), repeat=n) for n in (first, second))):
            w = [(p[i], s[i]) for i in range(first)]
            v = [(first + q[j] * first + p[i], s[i] * t[j]) for j in range(second) for i in range(first)]
            a = [(first + first * second + q[j], t[j]) for j in range(second)]
            found.add(tuple(w + v + a))
    return found
