"""Draws portrait.svg: the phase portrait of the model a·b·x, its invariant sets, and training between them.

What is drawn as a set is certified; the trajectories are floating point, and no proof (theory T9, T8, T19).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

import certsim
from certsim import Model
from certsim.algebra.budget import Budget, Deadline
from certsim.kernel.statement.model import read_model
from certsim.report.curves import Family, integral_curve, training
from certsim.report.pictures import new_picture

REACH = 2.5
LEVELS = np.arange(-5.5, 6.0, 1.0)
STARTS = ((2.1, 0.6), (-1.9, 1.4), (0.5, -1.8), (-0.4, -1.2), (1.2, 1.2), (1.4, -1.4))
DATASETS = 5
TIME = 20.0
MARGIN = 0.05
SEED = 4

ORANGE, BLUE, GREY = "#d55e00", "#0072b2", "0.6"


def main() -> None:
    """Draws the picture into the current directory."""
    model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
    (law,) = certsim.laws(model).laws
    fixed = [sim.equations for sim in certsim.enumerate(model).sims]
    assert law == "a**2 - b**2"
    assert fixed == [(), ("b = -a",), ("b = a",), ("a = 0", "b = 0")]
    a, b = np.meshgrid(*[np.linspace(-REACH, REACH, 201)] * 2)
    with new_picture(5.6, 6.2) as (figure, text):
        axes = figure.add_subplot(
            xlim=(-REACH, REACH), ylim=(-REACH, REACH), xlabel="a", ylabel="b", aspect=1
        )
        axes.contour(a, b, a**2 - b**2, LEVELS, colors=GREY, linewidths=0.8, linestyles="solid")
        axes.plot([], [], color=GREY, linewidth=0.8, label="level sets of the law a² − b²")
        for sign, name in ((1, "b = a and b = −a, which symmetries fix"), (-1, None)):
            axes.plot(
                [-REACH, REACH], [-sign * REACH, sign * REACH], "--", color=BLUE, linewidth=1.6, label=name
            )
        axes.plot(0, 0, "X", color=BLUE, markersize=9, label="the point a = b = 0, where nothing moves")
        for number, curve in enumerate(trajectories(model)):
            label = None if number else "training from six points, random data and losses"
            axes.plot(*curve.T, color=ORANGE, linewidth=2.2, label=label)
            axes.plot(*curve[-1], "o", color=ORANGE, markersize=4)
        axes.plot(*np.transpose(STARTS), "o", color="black", markersize=6, label="where training starts")
        axes.set_title("The model a·b·x: training slides along hyperbolas")
        figure.legend(loc="outside lower center", frameon=False)
    Path("portrait.svg").write_text(text.getvalue(), encoding="utf-8")


def trajectories(model: Model) -> list[np.ndarray]:
    """Gradient flow from each start, on random data sets with random losses."""
    family, random = Family(read_model(model.statement)), np.random.default_rng(SEED)
    budget = Budget(Deadline.after(60))
    curves = []
    for start in STARTS:
        for _ in range(DATASETS):
            velocity = training(family, random)
            curve = integral_curve(velocity, np.array(start), TIME, REACH - MARGIN, budget)
            levels = curve[:, 0] ** 2 - curve[:, 1] ** 2
            assert np.abs(levels - levels[0]).max() < 1e-5
            curves.append(curve)
    return curves


if __name__ == "__main__":
    main()
