"""Complex numbers, as pairs of arrays of real ones: a gradient is that of both parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias

from torch.utils import _pytree as pytree

from certsim.torch.capture.operations import elementwise, linear, reductions, shapes
from certsim.torch.capture.operations.array import Array, NoRule, Number
from certsim.torch.capture.operations.rule import Rule
from certsim.torch.checker.graph import Shape


class Complex(NamedTuple):
    """An array of complex numbers: its parts."""

    real: Array
    imag: Array

    @property
    def shape(self) -> Shape:
        """That of both parts."""
        return self.real.shape


Value: TypeAlias = Array | Complex
Term: TypeAlias = Value | Number | complex


def view_as_complex(x: Array) -> Complex:
    """The parts are along the last axis."""
    return Complex(shapes.select(x, -1, 0), shapes.select(x, -1, 1))


def view_as_real(z: Complex) -> Array:
    """The parts along a new last axis."""
    return shapes.stack(list(z), -1)


def real(z: Complex) -> Array:
    """The real part."""
    return z.real


def imag(z: Complex) -> Array:
    """The imaginary part."""
    return z.imag


def join(x: Array, y: Array) -> Complex:
    """x + iy."""
    return Complex(x + 0 * y, y + 0 * x)


def polar(length: Array, angle: Array) -> Complex:
    """length · exp(i angle)."""
    return Complex(length * angle.map("cos"), length * angle.map("sin"))


def conjugate(z: Complex) -> Complex:
    """The imaginary part negated."""
    return Complex(z.real, -z.imag)


def add(x: Term, y: Term, alpha: Number = 1) -> Complex:
    """x + alpha · y."""
    return Complex(*(elementwise.add(a, b, alpha) for a, b in zip(_parts(x), _parts(y), strict=True)))


def subtract(x: Term, y: Term, alpha: Number = 1) -> Complex:
    """x − alpha · y."""
    return add(x, y, -alpha)


def multiply(x: Term, y: Term) -> Complex:
    """x · y, by the parts."""
    (a, b), (c, d) = _parts(x), _parts(y)
    return Complex(a * c - b * d, a * d + b * c)


def divide(x: Term, y: Term) -> Complex:
    """x · ȳ / |y|²."""
    c, d = _parts(y)
    numerator = multiply(x, Complex(c, -d))
    size = c * c + d * d
    return Complex(numerator.real / size, numerator.imag / size)


def exponential(z: Complex) -> Complex:
    """exp(real) · (cos + i sin)(imag)."""
    return polar(z.real.map("exp"), z.imag)


def einsum(equation: str, factors: Sequence[Value]) -> Complex:
    """A contraction of two arrays, by the parts."""
    if len(factors) != 2:
        raise NoRule("einsum of complex numbers")
    return _product(lambda x, y: linear.einsum(equation, [x, y]), *factors)


def _product(rule: Callable[[Array, Array], Array], x: Value, y: Value) -> Complex:
    """A rule that is linear in each of its arguments, of complex ones."""
    (a, b), (c, d) = _parts(x), _parts(y)
    return Complex(rule(a, c) - rule(b, d), rule(a, d) + rule(b, c))


def cast(x: Value, *_options: object) -> Complex:
    """x, a real one without an imaginary part."""
    return Complex(*_parts(x))


def _parts(x: Term) -> tuple[Any, Any]:
    """The real and the imaginary part."""
    if isinstance(x, Complex):
        return x
    return (x, 0 * x) if isinstance(x, Array) else (x.real, x.imag)


def _both(rule: Rule, *arguments: Any, **options: Any) -> Any:
    """A rule that is linear with real coefficients, of both parts."""
    sides: list[Any] = [rule(*_side(arguments, k), **options) for k in (0, 1)]
    if isinstance(sides[0], Array):
        return Complex(*sides)
    return [Complex(*parts) for parts in zip(*sides, strict=True)]


def _side(arguments: Any, part: int) -> Any:
    return pytree.tree_map(
        lambda x: _parts(x)[part] if isinstance(x, Array | Complex) else x,
        arguments,
        is_leaf=lambda x: isinstance(x, Complex),
    )


_LINEAR: Final = {
    **{name: rule for name, rule in shapes.RULES.items() if rule is not shapes.pad},
    "aten.neg.default": elementwise.negative,
    "aten.sum.default": reductions.sum_,
    "aten.sum.dim_IntList": reductions.sum_,
    "aten.mean.default": reductions.mean,
    "aten.mean.dim": reductions.mean,
}

RULES: Final[dict[str, Callable[..., Any]]] = {
    **{name: partial(_both, rule) for name, rule in _LINEAR.items()},
    "aten.add.Tensor": add,
    "aten.sub.Tensor": subtract,
    "aten.mul.Tensor": multiply,
    "aten.div.Tensor": divide,
    "aten.exp.default": exponential,
    "aten.einsum.default": einsum,
    **{
        name: partial(_product, linear.matmul)
        for name in ("aten.matmul.default", "aten.mm.default", "aten.bmm.default", "aten.mv.default")
    },
    "aten._to_copy.default": cast,
    "aten.to.dtype": cast,
    "aten._conj.default": conjugate,
    "aten._conj_physical.default": conjugate,
    "aten.conj_physical.default": conjugate,
    "aten.resolve_conj.default": cast,
    "aten.complex.default": join,
    "aten.polar.default": polar,
    "aten.view_as_complex.default": view_as_complex,
}
"""The rules of operations whose results are complex."""

TO_REAL: Final[dict[str, Callable[..., Any]]] = {
    "aten.view_as_real.default": view_as_real,
    "aten.real.default": real,
    "aten.imag.default": imag,
}
"""The rules of operations of complex numbers whose results are real."""
