"""What people write who know numpy, torch or Python, and what to write instead."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from certsim.kernel.terms.definitions import SIGNATURES
from certsim.model.faults import closest, did_you_mean
from certsim.model.parsed import ExpressionError

INSTEAD: Final[Mapping[str, str]] = {
    "absolute": "abs(x)",
    "add": "x + y",
    "amax": "max(x)",
    "amin": "min(x)",
    "arctan": "atan(x)",
    "average": "mean(x)",
    "bmm": "A @ B",
    "cat": "concat([u, v], axis=0)",
    "celu": "max(x, 0) + min(a*(exp(x/a) - 1), 0)",
    "clamp": "clip(x, lo, hi)",
    "concatenate": "concat([u, v], axis=0)",
    "cosec": "1/sin(x)",
    "cot": "cos(x)/sin(x)",
    "coth": "cosh(x)/sinh(x)",
    "csc": "1/sin(x)",
    "diagonal": "diag(x)",
    "div": "x/y",
    "divide": "x/y",
    "einsum_path": 'einsum("ij,jk->ik", A, B)',
    "erfc": "1 - erf(x)",
    "exp2": "exp(x*log(2))",
    "expit": "sigmoid(x)",
    "expm1": "exp(x) - 1",
    "glu": "u*sigmoid(v)",
    "hardsigmoid": "clip(x/6 + 1/2, 0, 1)",
    "hstack": "concat([u, v], axis=-1)",
    "inner": "dot(u, v)",
    "ln": "log(x)",
    "log10": "log(x)/log(10)",
    "log1p": "log(1 + x)",
    "log2": "log(x)/log(2)",
    "logaddexp": "log(exp(x) + exp(y))",
    "logistic": "sigmoid(x)",
    "logit": "log(x/(1 - x))",
    "logsigmoid": "-softplus(-x)",
    "lrelu": "leaky_relu(x, slope)",
    "matmul": "A @ B",
    "maximum": "max(x, y)",
    "minimum": "min(x, y)",
    "mm": "A @ B",
    "mul": "x*y",
    "multiply": "x*y",
    "mv": "A @ x",
    "neg": "-x",
    "negative": "-x",
    "normal_cdf": "(1 + erf(x/sqrt(2)))/2",
    "normal_pdf": "exp(-x**2/2)/sqrt(2*pi)",
    "permute": "transpose(x, [1, 0, 2])",
    "pow": "x**2",
    "power": "x**2",
    "prelu": "leaky_relu(x, slope)",
    "reciprocal": "1/x",
    "rsqrt": "1/sqrt(x)",
    "sec": "1/cos(x)",
    "sech": "1/cosh(x)",
    "square": "x**2",
    "softmin": "softmax(-x)",
    "softshrink": "relu(x - a) - relu(-x - a)",
    "softsign": "x/(1 + abs(x))",
    "std": "sqrt(var(x))",
    "sub": "x - y",
    "subtract": "x - y",
    "swapaxes": "transpose(x, [1, 0])",
    "swish": "silu(x)",
    "tan": "sin(x)/cos(x)",
    "tanhshrink": "x - tanh(x)",
    "tensordot": 'einsum("ij,jk->ik", A, B)',
    "true_divide": "x/y",
    "vdot": "dot(u, v)",
    "view": "reshape(x, [2, 3])",
    "vstack": "concat([A, B], axis=0)",
    "linear": "W @ x + b",
    "layernorm": "layer_norm(x, eps)",
    "rmsnorm": "rms_norm(x, eps)",
    "leakyrelu": "leaky_relu(x, slope)",
    "array": "[a, b]",
    "tensor": "[a, b]",
    "t": "W.T",
    "e": "exp(1)",
    "flatten": "reshape(x, [-1])",
    "ravel": "reshape(x, [-1])",
    "squeeze": "reshape(x, [3])",
    "unsqueeze": "reshape(x, [1, 3])",
    "expand_dims": "reshape(x, [1, 3])",
}
"""Functions of other libraries in the functions of this one, in small letters."""

_ABSENT: Final = """
acos acosh arccos arccosh arcsin arcsinh arctanh argmax argmin argsort asin asinh atan2 atanh batch_norm
bessel bincount ceil cbrt conv3d cross cumprod det dropout embedding erfinv eig expand fft flip floor
gammaln group_norm hardshrink heaviside hypot instance_norm inv isnan kron lgamma lstm max_pool1d
max_pool2d median mod nonzero pinv qr rand randn rint roll round rrelu scatter sign sinc softmax2d solve
sort split step svd take tile topk tri tril triu trunc where zeta
"""
ABSENT: Final = frozenset(_ABSENT.split())
"""Functions of other libraries that this language does not have: no other name is meant."""

_LIBRARIES: Final = frozenset(
    {
        "F",
        "cmath",
        "jax",
        "jnp",
        "keras",
        "math",
        "nn",
        "np",
        "numpy",
        "scipy",
        "sp",
        "special",
        "tf",
        "torch",
    }
)
_KEYWORDS: Final = frozenset(keyword.kwlist) - {"True", "False", "None"}
_ARGUMENTS: Final[Mapping[str, str]] = {
    "dim": "axis",
    "dims": "axis",
    "axes": "axis",
    "keepdim": "keepdims",
    "negative_slope": "slope",
    "min": "lo",
    "max": "hi",
    "min_val": "lo",
    "max_val": "hi",
    "a_min": "lo",
    "a_max": "hi",
    "epsilon": "eps",
    "size": "shape",
    "newshape": "shape",
    "x": "z",
    "input": "z",
    "N": "n",
}
CHARACTERS: Final[Mapping[str, str]] = {
    "^": "a power is written x**2",
    "²": "a power is written x**2",
    "³": "a power is written x**3",
    "−": "the minus sign is '-'",
    "–": "the minus sign is '-'",
    "×": "a product is written with '*'",
    "·": "a product is written with '*'",
    "⋅": "a product is written with '*'",
    "∗": "a product is written with '*'",
    "÷": "a quotient is written with '/'",
    "≠": "write '!='",
    "≤": "conditions are strict: write '<'",
    "≥": "conditions are strict: write '>'",
    "π": "write pi",
    "√": "write sqrt(x)",
    "∞": "there is no infinity",
    "{": "lists are written [a, b]",
    "}": "lists are written [a, b]",
    ".": "the only attribute is .T, the transpose",
    ";": "one text holds one expression or equation: write several texts, in a list",
    "%": "there is no remainder",
    "&": "write conditions as several texts, in a list",
    "|": "the absolute value is abs(x); several conditions are several texts, in a list",
    "!": "'!=' is the only sign with '!'",
    "~": "there are no truth values",
    "'": "the transpose is W.T",
    "\\": "an expression goes on over line ends as it is",
    "$": "write expressions as numpy has them, not LaTeX",
    "#": "comments belong into TOML, outside the text",
    "?": "there is no choice between expressions; see relu, max and clip",
    '"': "the text is not closed",
}

_NUMBERS: Final[Mapping[str, str]] = {
    "e": "write exp(1)",
    "inf": "there is no infinity",
    "infinity": "there is no infinity",
    "nan": "every number is a real one",
    "pi": "write pi",
}
"""Names of numbers elsewhere, in small letters."""

PIECEWISE: Final = "piecewise functions are relu, abs, max, min and clip"
_LETTER: Final = "a name has ASCII letters, digits and '_', and begins with no digit"

_ATTRIBUTES: Final = re.compile(r"\.\s*([A-Za-z_]\w*)((?:\s*\.\s*[A-Za-z_]\w*)*)(\s*\()?", re.ASCII)
_NAME_BEFORE: Final = re.compile(r"[A-Za-z_]\w*\s*\Z", re.ASCII)


def character_hint(character: str) -> str | None:
    """What to write instead of a character that stands in no expression."""
    return CHARACTERS.get(character) or (_LETTER if character.isalpha() else None)


def attribute_error(text: str, at: int) -> ExpressionError:
    """What is wrong with the '.' at that place of a text."""
    found = _ATTRIBUTES.match(text, at)
    if found is None:
        return ExpressionError("unexpected character '.'", (at, at + 1), CHARACTERS["."])
    names = [found[1], *(part.strip() for part in found[2].split(".")[1:])]
    before = _NAME_BEFORE.search(text[max(0, at - 100) : at])
    owner = before[0].strip() if before else ""
    last = names[-1]
    end = found.end(2)
    if owner in _LIBRARIES:
        start = at - len(before[0]) if before else at
        hint = _of_library(last) or f"there is no function {last:.40}: see `certsim functions`"
        return ExpressionError(f"names have no prefix such as {owner!r}", (start, end), hint)
    kind = "method" if found[3] else "attribute"
    return ExpressionError(f"arrays have no {kind} {last!r:.40}", (at, end), _of_array(last))


def _of_library(name: str) -> str | None:
    return "write pi" if name == "pi" else _known(name) or instead(name)


def _of_array(name: str) -> str:
    if name in ("t", "mT", "H", "mH", "adjoint"):
        return "the transpose is W.T; that of some axes transpose(W, axes)"
    return _known(name) or instead(name) or CHARACTERS["."]


def _known(name: str) -> str | None:
    """The function of that name in other letters, such as ReLU."""
    plain = name.lower().rstrip("_")
    return f"write {plain}(…)" if plain in SIGNATURES or plain == "einsum" else None


def instead(name: str) -> str | None:
    """What to write instead of a function of another library."""
    written = INSTEAD.get(name.lower())
    return written and f"write {written}"


def function_hint(name: str, declared: Collection[str]) -> str:
    """What helps somebody who called a function that there is not."""
    if hint := instead(name) or _known(name):
        return hint
    if name.lower() not in ABSENT:
        near = closest(name, [*declared, *sorted(SIGNATURES), "einsum"])
        if near is not None and (len(name) > _SHORT or sorted(near) == sorted(name.lower())):
            return f"did you mean {near!r}?"
    return f"`certsim functions` lists the functions; unspecified ones are declared in [functions.{name:.40}]"


_SHORT: Final = 3
"""Names of so few letters are too near to each other to be guessed, unless letters changed places."""


def name_hint(name: str, known: Sequence[str]) -> str | None:
    """What helps somebody who used a name that there is not, where others are known."""
    if hint := did_you_mean(name, known) or _NUMBERS.get(name.lower()):
        return hint
    shown = ", ".join(f"{other:.40}" for other in known[:_SHOWN]) + (", …" if len(known) > _SHOWN else "")
    return f"known here: {shown}" if shown else None


_SHOWN: Final = 8


def keyword_hint(name: str, known: Sequence[str]) -> str | None:
    """The argument that was probably meant."""
    meant = _ARGUMENTS.get(name)
    return f"write {meant}=…" if meant in known else did_you_mean(name, known)


def word_error(word: str, before: str, span: tuple[int, int]) -> ExpressionError | None:
    """What is wrong with two words side by side, if one of them is Python's."""
    for found in (before, word):
        if found in _KEYWORDS:
            hint = PIECEWISE if found in ("if", "else") else None
            hint = "functions of your own are declared in [functions]" if found in ("lambda", "def") else hint
            return ExpressionError(f"there is no {found!r} in expressions", span, hint)
    return None
