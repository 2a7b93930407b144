"""Random inputs: written by a grammar, or made from others by changes of bytes and of tokens."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np

EXAMPLES: Final = [
    path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
]
PRODUCT: Final = (
    'format = 1\n[model]\nparameters = ["a", "b", "W[2,2]"]\ninputs = ["x[2]"]\noutputs = "a*b*sum(W @ x)"\n'
    '[[candidates]]\nname = "k"\nequations = ["a = b"]\n'
)
WEIRD: Final = [
    *(
        [
            "\x00",
            "\x1b[2J",
            "\u202e",
            "\ud7ff",
            "😀",
            "'''",
            '"""',
            "\\",
            "\\ud800",
            "[",
            "]",
            "{",
            "}",
            "[[",
            "]]",
            "=",
            "==",
            ",",
            ".",
            ":",
            "#",
            "\ufeff",
        ]
    ),
    *[
        "true",
        "nan",
        "-inf",
        "1e999999999",
        "1979-05-27",
        "**999",
        "**-1",
        "/0",
        "@",
        ".T",
        "[0,0]",
        "[::-1]",
        "[...]",
        "sum(",
        "relu(",
        "exp(",
    ],
    *[
        "W[1000000,1000000]",
        '"W[900000]"',
        "format",
        "model",
        "outputs",
        "fields",
        "candidates",
        "fixed_by",
        "rates",
        "functions",
    ],
    *("\n", "\r\n", "\r", "\t", "0x" + "f" * 5_000, "9" * 5_000, "(" * 300, "[" * 1_500, "{a=" * 400),
    *("a." * 80, "-" * 3_000, "1/" * 300 + "1", "x" * 5_000),
]
_TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]")
_FUNCTIONS: Final = [
    "exp",
    "log",
    "tanh",
    "relu",
    "sum",
    "sqrt",
    "sigma",
    "nosuch",
    "leaky_relu",
    "softmax",
    "abs",
]
_NAMES: Final = ["a", "b", "W", "V", "x", "c", "W.T", "n_1", "é"]
_LEAVES: Final = [*_NAMES, *_NAMES, *["0", "1", "1/3", "0.1", "1e-3", "2e400", "W[0]", "W[:,1]", "x[-1]"]]
_COMMANDS: Final = [
    "certify",
    "core",
    "check",
    "explain",
    "export",
    "symmetries",
    "enumerate",
    "locate",
    "reduce",
    "laws",
    "orbit",
    "recover",
    "validate",
    "schema",
    "doctor",
    "nosuch",
]
_NUMBERS: Final = [
    "10**1000*10**1000",
    "9" * 2_000,
    "[1, 2]",
    "[[1, 2], [3, 4]]",
    *["0", "1", "-1/2", "0.1", "1e9999", "nan", "a"],
]


def random_spec(random: Random) -> bytes:
    """The bytes of a spec, or of what may be taken for one."""
    if random.random() < 0.3:
        return _written_spec(random).encode("utf-8", "surrogatepass")
    return mutated(random, random.choice([*EXAMPLES, PRODUCT, _written_spec(random)]))


def mutated(random: Random, text: str) -> bytes:
    """A text after some changes of its tokens, then of its bytes."""
    tokens = _TOKEN.findall(text)
    for _ in range(random.choice([0, 1, 1, 2, 4])):
        _change_tokens(random, tokens)
    data = bytearray("".join(tokens).encode("utf-8", "surrogatepass"))
    for _ in range(random.choice([0, 0, 1, 2, 8])):
        _change_bytes(random, data)
    return bytes(data)


def _change_tokens(random: Random, tokens: list[str]) -> None:
    at, to = (random.randrange(len(tokens) + 1) for _ in range(2))
    piece = tokens[min(at, to) : max(at, to)][:200]
    match random.randrange(5):
        case 0:
            tokens.insert(at, random.choice(WEIRD))
        case 1:
            tokens[at : at + 1] = [random.choice(WEIRD)]
        case 2:
            del tokens[at : at + random.choice([1, 1, 3, 30])]
        case 3:
            tokens[at:at] = piece * random.choice([1, 2, 300])
        case _:
            tokens[at : at + 1] = [random.choice(tokens or ["a"])]


def _change_bytes(random: Random, data: bytearray) -> None:
    at = random.randrange(len(data) + 1)
    match random.randrange(3):
        case 0:
            data[at : at + 1] = bytes([random.randrange(256)])
        case 1:
            del data[at : at + random.choice([1, 1, 10, 1_000])]
        case _:
            data[at:at] = bytes(random.choices(range(256), k=random.choice([1, 3])))


def _expression(random: Random, depth: int) -> str:
    if depth == 0 or random.random() < 0.2:
        return random.choice(_LEAVES)
    left, right = (_expression(random, depth - 1) for _ in range(2))
    forms = [
        f"{left} {random.choice('+-*/@')} {right}",
        f"({left})**{random.choice(['2', '-1', '0', '1000', 'a', '2**9'])}",
        f"{random.choice(_FUNCTIONS)}({left})",
        f"{random.choice(_FUNCTIONS)}({left}, {right})",
        f"[{left}, {right}]",
        f"({left})[{random.choice(['0', ':', '1:', '0:9', '::2', '...', '-1,0'])}]",
        f"-({left})",
    ]
    return random.choice(forms)


def _written_spec(random: Random) -> str:
    """A spec by a grammar, most of whose values are of the kinds that are expected."""

    def value(made: Any) -> str:
        odd = [True, 7, [], {}, [[["a"]]], "", None]
        chosen = random.choice(odd) if random.random() < 0.05 else made
        return "{}" if chosen in ({}, None) else json.dumps(chosen)

    def expressions(most: int) -> list[str]:
        return [_expression(random, random.randrange(5)) for _ in range(random.randint(0, most))]

    sizes = [random.choice(["1", "2", "3", "0", "40", "1000", "-1", "x"]) for _ in range(4)]
    lines = [
        "format = 1",
        "[model]",
        f"parameters = {value(['a', 'b', f'W[{sizes[0]},{sizes[1]}]', f'V[{sizes[2]}]'])}",
    ]
    lines += [f"inputs = {value([f'x[{sizes[3]}]'])}", f"outputs = {value(expressions(3))}"]
    if random.random() < 0.2:
        lines.append(f"fields = {value([expressions(3), expressions(3)])}")
    if random.random() < 0.3:
        lines += ["[model.rates]", f"a = {value(random.choice(['1/2', 2, '-1', '1e9999', 'b']))}"]
    for _ in range(random.randrange(3)):
        equations = [f"{left} = {_expression(random, 2)}" for left in expressions(3)]
        lines += ["[[candidates]]", f"name = {value(random.choice(['k', 'k', *WEIRD]))}"]
        lines += [f"equations = {value(equations)}", f"constants = {value(['c'])}"]
        lines += [f"where = {value([f'{each} > 0' for each in expressions(2)])}"]
    if random.random() < 0.3:
        lines += [f"[functions.{random.choice(['sigma', 'tanh', 'T'])}]", f"odd = {value(True)}"]
    return "\n".join(lines)


def _number(random: Random) -> str:
    return random.choice([*_NUMBERS, *_NUMBERS, *WEIRD])


def random_point(random: Random) -> tuple[str, bytes]:
    """A point, or what may be taken for one: the ending of its file, or none, and its bytes."""
    names = random.sample(["a", "b", "W", "W[0]", "W[1,:]", "x", "W[0,0]", "nosuch"], random.randint(1, 5))
    ending = random.choice(["", ".json", ".toml", ".npz"])
    if ending == ".npz":
        return ending, _archive(random, names)
    if ending == ".json":
        text = json.dumps({name: random.choice([1, 0.5, "1/2", [[1, 2], [3, 4]], None]) for name in names})
    else:
        join, sign = (", ", "=") if not ending else ("\n", " = ")
        quote = '"' if ending else ""
        text = join.join(f"{quote}{name}{quote}{sign}{_number(random)}" for name in names)
    data = text.encode("utf-8", "surrogatepass") if random.random() < 0.4 else mutated(random, text)
    return ending, data


def _archive(random: Random, names: list[str]) -> bytes:
    """A npz file, perhaps damaged."""
    file = io.BytesIO()
    kinds = [
        np.float64,
        np.float32,
        np.int8,
        np.uint64,
        np.bool_,
        np.complex128,
        "U3",
        "longdouble",
        "datetime64[s]",
    ]
    shape = random.choice([(), (2,), (2, 2), (0,), (1, 0, 3), (300, 300)])
    arrays: dict[str, Any] = {name: np.zeros(shape, dtype=random.choice(kinds)) for name in names}
    np.savez_compressed(file, **arrays) if random.random() < 0.5 else np.savez(file, **arrays)
    data = bytearray(file.getvalue())
    for _ in range(random.choice([0, 1, 4])):
        _change_bytes(random, data)
    if random.random() < 0.2:
        with zipfile.ZipFile(file, "a", random.choice([zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])) as archive:
            archive.writestr("z.npy", b"\x93NUMPY")
        return file.getvalue()
    return bytes(data)


def random_line(random: Random, specs: list[str], points: list[str]) -> list[str]:
    """A command line, most of whose options are of the kinds that are expected."""
    command = random.choice(_COMMANDS)
    numbers = ["0", "1", "-1", "1e18", "nan", "1e9999", "9" * 5_000, "x", "\x1b[2J", "2"]
    places = [
        "out",
        "/dev/null",
        "/dev/null/x",
        ".",
        "..",
        "",
        "/",
        "\u202e",
        "spec.toml",
        "a" * 300,
        "no\nsuch",
        *specs,
    ]
    pieces = [
        ["--json"],
        ["-q"],
        ["-v"],
        ["--help"],
        ["--nosuch"],
        ["--"],
        ["\x1b]0;x\x07"],
        ["--degree", random.choice(["1", "2", *numbers])],
        ["--seed", random.choice(numbers)],
        ["-j", random.choice(["1", "2", "0", "x"])],
        ["--allow", random.choice(["none", "z3", "relu0", "\n", "hope"])],
        ["--at", random.choice(points)],
        ["--at", random.choice([*points, *places])],
        ["-o", random.choice(places)],
        ["--svg", random.choice(places)],
        ["--dot", random.choice(places)],
        ["--tolerance", random.choice(numbers)],
        ["--candidate", random.choice(["k", "nosuch", "\x1b[2J", "diagonal"])],
        ["--classes"],
        ["--strata"],
        ["--sample", random.choice(numbers)],
        ["--inside", "k"],
        ["--axis", "a"],
        ["--verified"],
        ["--to", random.choice(["coq", "latex", "smt2", "lean"])],
    ]
    line = [
        command,
        *random.choices([*specs, *places, "spec", "/dev/zero"], k=random.choice([0, 1, 1, 1, 2])),
    ]
    for piece in random.sample(pieces, random.randint(0, 4)):
        line += piece
    if command not in ("validate", "schema", "doctor") and random.random() < 0.95:
        line += ["--timeout", "1"]
    if command in ("orbit", "locate") and "--at" not in line:
        line += ["--at", random.choice(points)]
    if command == "recover":
        line += ["--target", random.choice(["0", "3*x", "sin(x[0])", "[x, 1]", "a", "\x1b[2J", *numbers])]
    return [*line, "--json"] if random.random() < 0.4 else line
