"""Models and sets in floating point: fields, flows, points of a set. Nothing of certsim is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from tests.mutants.jets import (
    Function,
    Jet,
    Numbers,
    Reader,
    declared,
    flat,
    polynomial_function,
    scalar_names,
)

POINTS = 16
"""How many points are looked at together."""
ROWS = 6
"""Of the extrapolation table of a flow."""
TIME = 0.5
ACCURATE = 1e-8
ON_THE_SET = 1e-12
FAR = 1e3


def unspecified(model: Mapping[str, Any], random: np.random.Generator) -> dict[str, Function]:
    """Concrete functions with the facts that are declared: polynomials of degree 5."""
    found = {}
    for name, facts in model.get("functions", {}).items():
        coefficients = random.integers(-3, 4, 6) / np.array([1, 1, 2, 3, 4, 8])
        if "odd" in facts:
            coefficients[::2] = 0
        if "even" in facts:
            coefficients[1::2] = 0
        if "zero_at_zero" in facts:
            coefficients[0] = 0
        found[name] = polynomial_function([Fraction(c) for c in coefficients])
    return found


@dataclass(frozen=True)
class Letter:
    """For each point an input and weights of the outputs (or of the fields)."""

    x: Numbers
    w: Numbers


class System:
    """A model with concrete functions."""

    def __init__(self, model: Mapping[str, Any], functions: Mapping[str, Function]) -> None:
        self.model, self.functions = model, functions
        self.names = scalar_names(model["parameters"])
        self.inputs = scalar_names(model.get("inputs", []))
        self.size = len(self.names)
        self.rates = self._rates()
        self.fields = self._family_size()

    def _rates(self) -> Numbers:
        numbered = Reader({}, 1, 0)
        places = declared(numbered, self.model["parameters"], np.arange(self.size)[None], None)
        rates = np.ones(self.size)
        for target, rate in self.model.get("rates", []):
            rates[numbered.value(target, places).v.astype(int).ravel()] = float(Fraction(rate))
        return rates

    def _family_size(self) -> int:
        if "fields" in self.model:
            return len(self.model["fields"])
        with np.errstate(all="ignore"):
            return self.outputs(np.zeros((1, self.size)), np.ones((1, len(self.inputs))))[1].v.shape[1]

    def letter(self, random: np.random.Generator, points: int) -> Letter:
        x = random.normal(0, 1, (points, len(self.inputs)))
        w = random.normal(0, 1, (points, self.fields))
        single = np.eye(self.fields)[random.integers(0, self.fields, points)]
        return Letter(x, np.where(random.random((points, 1)) < 0.5, w, single))

    def outputs(self, theta: Numbers, x: Numbers) -> tuple[Reader, Jet]:
        reader = Reader(self.functions, len(theta), self.size)
        names = declared(reader, self.model["parameters"], theta, 0)
        names |= declared(reader, self.model.get("inputs", []), x, None)
        jets = [reader.value(tree, names) for tree in self.model["outputs"]]
        return reader, flat(jets, len(theta), self.size)

    def gradient(self, theta: Numbers, letter: Letter) -> tuple[Reader, Numbers]:
        """The field before rates are applied, and the reader, which knows the domain."""
        if "fields" in self.model:
            reader = Reader(self.functions, len(theta), 0)
            names = declared(reader, self.model["parameters"], theta, None)
            rows = [[reader.value(tree, names).v for tree in field] for field in self.model["fields"]]
            return reader, np.einsum("kmp,pk->pm", np.array(rows), letter.w)
        reader, outputs = self.outputs(theta, letter.x)
        return reader, np.einsum("pkm,pk->pm", outputs.d, letter.w)

    def of_parameters(self, trees: Sequence[Any], theta: Numbers) -> Jet:
        """Expressions in the parameters alone, such as conserved quantities."""
        reader = Reader(self.functions, len(theta), self.size)
        names = declared(reader, self.model["parameters"], theta, 0)
        return flat([reader.value(tree, names) for tree in trees], len(theta), self.size)

    def defined(self, theta: Numbers, letter: Letter) -> Numbers:
        return self.gradient(theta, letter)[0].defined() & np.isfinite(theta).all(axis=1)

    def defined_letter(self, random: np.random.Generator, theta: Numbers, tries: int = 8) -> Letter:
        """A letter whose inputs have the points in their domains, where such inputs are found."""
        letter = self.letter(random, len(theta))
        for _ in range(tries):
            missing = ~self.defined(theta, letter)
            if not missing.any():
                break
            other = self.letter(random, len(theta))
            letter = Letter(
                *(
                    np.where(missing[:, None], b, a)
                    for a, b in zip((letter.x, letter.w), (other.x, other.w), strict=True)
                )
            )
        return letter


class Leg:
    """The field of a letter, as long as its arguments stay on their sides of the domain and of the kinks."""

    def __init__(self, system: System, theta: Numbers, letter: Letter) -> None:
        self.system, self.letter = system, letter
        reader, gradient = system.gradient(theta, letter)
        self.signs = reader.signs()
        self.alive = reader.defined() & np.isfinite(gradient).all(axis=1)
        speed = np.abs(gradient * system.rates).max(axis=1, initial=0)
        self.time = TIME / (1 + np.where(self.alive, speed, 0))

    def __call__(self, theta: Numbers) -> Numbers:
        reader, gradient = self.system.gradient(theta, self.letter)
        self.alive &= (reader.signs() == self.signs).all(axis=1) & (np.abs(theta).max(axis=1) < FAR)
        return gradient * self.system.rates


def flow(leg: Leg, theta: Numbers, time: Numbers) -> tuple[Numbers, Numbers]:
    """The points after a time, and where they are accurate: Gragg's rule, extrapolated."""
    row: list[Numbers] = []
    error = np.full(len(theta), np.inf)
    step = time[:, None]
    for steps in range(1, ROWS + 1):
        new = [_midpoint(leg, theta, step, 2 * steps)]
        for at, old in enumerate(row, start=1):
            new.append(new[-1] + (new[-1] - old) / ((steps / (steps - at)) ** 2 - 1))
        if row:
            error = np.abs(new[-1] - new[-2]).max(axis=1)
        row = new
    with np.errstate(all="ignore"):
        return row[-1], leg.alive & (error < ACCURATE)


def _midpoint(leg: Leg, theta: Numbers, time: Numbers, steps: int) -> Numbers:
    step = time / steps
    before, now = theta, theta + step * leg(theta)
    for _ in range(steps - 1):
        before, now = now, before + 2 * step * leg(now)
    return (before + step * leg(now) + now) / 2


def journey(
    system: System, random: np.random.Generator, theta: Numbers, legs: int = 2
) -> tuple[Numbers, Numbers]:
    """Where a few random fields take the points, and for which of them that is known."""
    sound = np.ones(len(theta), dtype=bool)
    for _ in range(legs):
        leg = Leg(system, theta, system.defined_letter(random, theta))
        way = leg.time * random.uniform(0.4, 1, len(theta)) * random.choice([-1, 1], len(theta))
        end, accurate = flow(leg, theta, way)
        sound &= accurate
        theta = np.where(sound[:, None], end, theta)
    return theta, sound


class Region:
    """A candidate set: what must be zero, and what must hold, of parameters and constants."""

    def __init__(self, candidate: Mapping[str, Any], system: System) -> None:
        self.system = system
        self.declarations = candidate.get("constants", [])
        self.constants = len(scalar_names(self.declarations))
        pairs = candidate.get("equations")
        self.pairs = [p for images in candidate["fixed_by"] for p in images] if pairs is None else pairs
        self.where = candidate.get("where", [])
        self.size = system.size

    def _read(self, pairs: Sequence[Any], theta: Numbers, c: Numbers) -> list[Jet]:
        reader = Reader({}, len(theta), self.size + self.constants)
        names = declared(reader, self.system.model["parameters"], theta, 0)
        names |= declared(reader, self.declarations, c, self.size)
        return [reader.value(["+", one, ["neg", other]], names) for one, other in pairs]

    def equations(self, theta: Numbers, c: Numbers) -> Jet:
        return flat(self._read(self.pairs, theta, c), len(theta), self.size + self.constants)

    def conditions(self, theta: Numbers, c: Numbers) -> tuple[Jet, list[str]]:
        """H of each condition, negated for <, and its relation: ≠ or >."""
        found, relations = [], []
        for (_, relation, _), jet in zip(
            self.where, self._read([(a, b) for a, _, b in self.where], theta, c), strict=True
        ):
            sign = -1 if relation == "<" else 1
            found.append(Jet(sign * jet.v, sign * jet.d))
            relations += ["!=" if relation == "!=" else ">"] * max(1, int(np.prod(jet.v.shape[1:])))
        return flat(found, len(theta), self.size + self.constants), relations

    def violation(self, theta: Numbers, c: Numbers) -> Numbers:
        """How far the equations are from holding, relative to their slopes."""
        g = self.equations(theta, c)
        slope = 1 + np.abs(g.d).sum(axis=2)
        return (np.abs(g.v) / slope).max(axis=1, initial=0)

    def margin(self, theta: Numbers, c: Numbers) -> Numbers:
        """By how much the conditions hold; negative where one does not."""
        h, relations = self.conditions(theta, c)
        unequal = np.array([relation == "!=" for relation in relations], dtype=bool)
        return np.where(unequal, np.abs(h.v), h.v).min(axis=1, initial=np.inf)

    def is_crossed(self, start: Numbers, end: Numbers, c: Numbers) -> Numbers:
        """Where a condition that held at the start does not at the end, or held with the other sign."""
        before, after = self.conditions(start, c)[0].v, self.conditions(end, c)[0].v
        return ((after * np.sign(before)) < -1e-9).any(axis=1)

    def project(
        self, theta: Numbers, c: Numbers, *, free: bool, levels: Numbers | None = None
    ) -> tuple[Numbers, Numbers, Numbers]:
        """Points of the set near the given ones, by Gauss and Newton, and where they were found.

        `free`: the constants move too. `levels`: values for the h of the conditions, or nan.
        """
        z = np.concatenate([theta, c], axis=1)
        for _ in range(60):
            g, J = self._system(z, free, levels)
            size = np.abs(g).max(axis=1, initial=0)
            if (size < 1e-15).all():
                break
            z = z - _newton_step(g, J)
            z = np.where(np.isfinite(z) & (np.abs(z) < FAR), z, 1.0)
        theta, c = z[:, : self.size], z[:, self.size :]
        return theta, c, self._found(z, free, levels)

    def _found(self, z: Numbers, free: bool, levels: Numbers | None) -> Numbers:
        g = self._system(z, free, levels)[0]
        return np.abs(g).max(axis=1, initial=0) < ON_THE_SET * (1 + np.abs(z).max(axis=1, initial=0)) ** 4

    def _system(self, z: Numbers, free: bool, levels: Numbers | None) -> tuple[Numbers, Numbers]:
        theta, c = z[:, : self.size], z[:, self.size :]
        g = self.equations(theta, c)
        v, d = g.v, g.d
        if levels is not None:
            h = self.conditions(theta, c)[0]
            wanted = ~np.isnan(levels)
            v = np.concatenate([v, np.where(wanted, h.v - np.nan_to_num(levels), 0)], axis=1)
            d = np.concatenate([d, np.where(wanted[..., None], h.d, 0)], axis=1)
        if not free:
            d = d.copy()
            d[..., self.size :] = 0
        return v, d


def _newton_step(g: Numbers, J: Numbers) -> Numbers:
    """The least step that solves J·step = g, damped."""
    if not g.shape[1]:
        return np.zeros((len(g), J.shape[2]))
    U, s, V = np.linalg.svd(np.nan_to_num(J), full_matrices=False)
    damping = 1e-4 * np.minimum((g**2).sum(axis=1), 1) + 1e-22
    filtered = s / (s * s + damping[:, None])
    step = np.einsum("pkz,pk,pk->pz", V, filtered, np.einsum("pjk,pj->pk", U, np.nan_to_num(g)))
    length = np.linalg.norm(step, axis=1, keepdims=True)
    return step / np.maximum(1, length / 2)


def sample(
    region: Region,
    random: np.random.Generator,
    near: Sequence[tuple[Numbers, Numbers]] = (),
    constants: Numbers | None = None,
    points: int = POINTS,
) -> tuple[Numbers, Numbers]:
    """Points of a set with its conditions strict, from random starts and near those given; and constants."""
    shape = (points, region.size)
    theta = random.normal(0, 1, shape) * random.choice([0.3, 1, 2], (points, 1))
    theta = np.where(random.random((points, 1)) < 0.25, random.integers(-2, 3, shape), theta)
    c = random.normal(0, 1, (points, region.constants))
    for at, (point, values) in enumerate(near):
        theta[2 * at], c[2 * at] = point, values
        theta[2 * at + 1], c[2 * at + 1] = point + random.normal(0, 0.2, region.size), values
    if constants is not None:
        c = np.broadcast_to(constants, c.shape).copy()
    count = region.conditions(theta, c)[0].v.shape[1]
    levels = random.choice([0.03, 0.3, 1, 2], (points, count)) * _signs(region, theta, c, random)
    levels = np.where(random.random((points, count)) < 0.6, levels, np.nan)
    levels[: 2 * len(near)] = np.nan
    theta, c, found = region.project(theta, c, free=constants is None, levels=levels if count else None)
    found &= region.margin(theta, c) > 1e-6
    return theta[found], c[found]


def _signs(region: Region, theta: Numbers, c: Numbers, random: np.random.Generator) -> Numbers:
    relations = region.conditions(theta, c)[1]
    return np.array([[random.choice([-1, 1]) if r == "!=" else 1 for r in relations] for _ in theta]).reshape(
        len(theta), len(relations)
    )


def local_dimension(
    region: Region, random: np.random.Generator, theta: Numbers, c: Numbers, scale: float
) -> int | None:
    """The dimension of a set near a point of it, from the points nearby; none if too few are found."""
    size = region.size
    count = 3 * size + 6
    near = theta + scale * random.normal(0, 1, (count, size))
    at, _, found = region.project(near, np.broadcast_to(c, (count, len(c))), free=False)
    moved = (at - theta) / scale
    length = np.abs(moved).max(axis=1, initial=0)
    moved = moved[found & (length < 10)]
    if len(moved) < size + 2:
        return None
    return int((np.linalg.svd(moved, compute_uv=False) / np.sqrt(len(moved)) > 0.05).sum())
