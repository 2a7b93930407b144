"""Draws merged.svg: how far two neurons are apart in training, when they start merged, and nearly merged.

The model is a₀·tanh(w₀x) + a₁·tanh(w₁x), the loss half the mean squared error. The set {w₀ = w₁, a₀ = a₁}
is certified (theory T8, T17). The distance |w₀ − w₁| is that of gradient flow, computed with 128 bits, and
that of optimisers in float32. None of this is a proof (theory T19).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from flint import arb, ctx
from matplotlib.axes import Axes
from numpy.typing import NDArray

from certsim import Model, Verdict, certify
from certsim.report.pictures import new_picture

INPUTS = np.linspace(-1.7, 2.1, 12)
DATA = {
    "data y = x³/4: the neurons come together": INPUTS**3 / 4,
    "data y = 3x·exp(−x²): they come apart": 3 * INPUTS * np.exp(-(INPUTS**2)),
}
WEIGHT, OUTPUT, APART = 0.5, 1.0, 1e-7
RATE, STEPS, EVERY = 0.1, 1500, 10
"""The learning rate, how many steps are taken, and after how many one is drawn."""
ADAM_RATE = 0.01
BITS = 128
SMALLEST = 1e-9
"""The axis is logarithmic from here on, and linear below, so that 0 can be shown."""

Float32s = NDArray[np.float32]
Gradient = Callable[[Float32s], Float32s]
Optimiser = Callable[[Gradient, Float32s], Iterator[Float32s]]


def flow_distances(targets: NDArray[np.float64], apart: float) -> NDArray[np.float64]:
    """|w₀ − w₁| along the flow at the times `RATE`·step, by the Runge-Kutta method of order 4."""
    samples = [(arb(x), arb(y)) for x, y in zip(INPUTS.tolist(), targets.tolist(), strict=True)]

    def velocity(state: list[arb]) -> list[arb]:
        w, a = state[:2], state[2:]
        total = [arb(0)] * 4
        for x, y in samples:
            h = [(each * x).tanh() for each in w]
            error = a[0] * h[0] + a[1] * h[1] - y
            slopes = [error * each * (1 - value * value) * x for each, value in zip(a, h, strict=True)]
            total = [
                t + each for t, each in zip(total, [*slopes, *(error * value for value in h)], strict=True)
            ]
        return [-each / len(samples) for each in total]

    def moved(state: list[arb], direction: list[arb], time: arb) -> list[arb]:
        return [each + time * speed for each, speed in zip(state, direction, strict=True)]

    step = arb(RATE)
    state = [arb(float(value)) for value in start(apart)]
    distances = []
    for number in range(STEPS + 1):
        if number % EVERY == 0:
            distances.append(abs(float(state[0] - state[1])))
        k1 = velocity(state)
        k2 = velocity(moved(state, k1, step / 2))
        k3 = velocity(moved(state, k2, step / 2))
        k4 = velocity(moved(state, k3, step))
        mean = [(p + 2 * q + 2 * r + s) / 6 for p, q, r, s in zip(k1, k2, k3, k4, strict=True)]
        state = [each.mid() for each in moved(state, mean, step)]
    return np.array(distances)


def start(apart: float) -> Float32s:
    """w₀, w₁, a₀, a₁ at the start."""
    return np.array([WEIGHT + apart, WEIGHT, OUTPUT, OUTPUT], dtype=np.float32)


def gradient_of(targets: NDArray[np.float64], *, reversed_for_one: bool = False) -> Gradient:
    """The gradient of the loss in float32, the samples added up one after the other.

    For neuron 1 they are added up from the last to the first, if that is asked for.
    """
    x, y = INPUTS.astype(np.float32), targets.astype(np.float32)

    def gradient(state: Float32s) -> Float32s:
        w, a = state[:2], state[2:]
        h = np.tanh(w[:, None] * x)
        error = a[0] * h[0] + a[1] * h[1] - y
        terms = np.concatenate([error * a[:, None] * (1 - h * h) * x, error * h])
        if reversed_for_one:
            terms[1::2] = terms[1::2, ::-1]
        return np.add.accumulate(terms, axis=1)[:, -1] / np.float32(len(x))

    return gradient


def gradient_descent(gradient: Gradient, state: Float32s) -> Iterator[Float32s]:
    """The states after each step."""
    while True:
        state = state - np.float32(RATE) * gradient(state)
        yield state


def momentum(gradient: Gradient, state: Float32s) -> Iterator[Float32s]:
    """The same with a running mean of the gradients."""
    mean = np.zeros_like(state)
    while True:
        mean = np.float32(0.9) * mean + np.float32(0.1) * gradient(state)
        state = state - np.float32(RATE) * mean
        yield state


def adam(gradient: Gradient, state: Float32s) -> Iterator[Float32s]:
    """Adam with its usual constants."""
    first, second = np.zeros_like(state), np.zeros_like(state)
    b1, b2 = np.float32(0.9), np.float32(0.999)
    power1, power2 = np.float32(1), np.float32(1)
    while True:
        slope = gradient(state)
        first, second = b1 * first + (1 - b1) * slope, b2 * second + (1 - b2) * slope * slope
        power1, power2 = power1 * b1, power2 * b2
        scale = np.sqrt(second / (1 - power2)) + np.float32(1e-8)
        state = state - np.float32(ADAM_RATE) * (first / (1 - power1)) / scale
        yield state


def distances(optimiser: Optimiser, gradient: Gradient, apart: float) -> NDArray[np.float64]:
    """|w₀ − w₁| at the start and after each `EVERY` steps."""
    found = [start(apart), *islice(optimiser(gradient, start(apart)), STEPS)]
    return np.array([abs(float(state[0]) - float(state[1])) for state in found[::EVERY]])


OPTIMISERS = {
    "gradient descent": (gradient_descent, "#0072b2", "-"),
    "momentum": (momentum, "#e69f00", "--"),
    "Adam": (adam, "#009e73", "-."),
}


def main() -> None:
    """Draws the picture into the current directory."""
    model = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])
    result = certify(model, ["W[0] = W[1]", "a[0] = a[1]"])
    assert result.verdict is Verdict.CERTIFIED
    assert all(result.optimisers[name] for name in ("gradient_descent", "momentum", "adam"))
    with new_picture(8.6, 5.0) as (figure, text), ctx.workprec(BITS):
        for axes, (title, targets) in zip(figure.subplots(1, 2, sharey=True), DATA.items(), strict=True):
            draw(axes, targets)
            axes.set_yscale("symlog", linthresh=SMALLEST)
            axes.set(title=title, xlabel="step", xlim=(0, STEPS), ylim=(-3e-10, 0.1))
        figure.axes[0].set_ylabel("distance |w₀ − w₁|")
        handles, labels = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)
    Path("merged.svg").write_text(text.getvalue(), encoding="utf-8")


def draw(axes: Axes, targets: NDArray[np.float64]) -> None:
    """The curves for one data set."""
    steps = np.arange(0, STEPS + 1, EVERY)
    gradient, other = gradient_of(targets), gradient_of(targets, reversed_for_one=True)
    flow = flow_distances(targets, APART)
    axes.plot(steps, flow, color="black", linewidth=2.4, label="gradient flow, 128 bits")
    for name, (optimiser, colour, dashes) in OPTIMISERS.items():
        near = distances(optimiser, gradient, APART)
        axes.plot(steps, near, dashes, color=colour, label=f"{name}, float32")
        merged = distances(optimiser, gradient, 0.0)
        assert not merged.any(), name
    noise = distances(gradient_descent, other, 0.0)
    label = "gradient descent, merged at the start, gradients summed in another order"
    axes.plot(steps, noise, ":", color="#cc79a7", label=label)
    label = "all three, merged at the start, the same order: 0 in every bit"
    axes.plot(steps, merged, color="#d55e00", linewidth=3, label=label)


if __name__ == "__main__":
    main()
