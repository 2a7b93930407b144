"""What a unit of the kernel's work costs: seconds and memory, for the worst of every kind of work.

Each case is a small certificate whose check is long work of one kind; most are refused when the allowance is
spent. A case with many microseconds or bytes per unit is an operation that pays too little: the meter's
promise is 0.1 µs and 6 bytes, and twice as much may pass. Run it with `python -m benchmarks.meter [NAME…]`.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Mapping
from fractions import Fraction
from multiprocessing import Process
from typing import Any, Final, TypeAlias

from certsim.kernel import meter
from certsim.kernel.check import check
from certsim.kernel.errors import KernelError
from certsim.kernel.statement.strict_json import dump
from tests.kernel.forge import (
    claim,
    document,
    evidence,
    fields,
    invariance,
    leaving,
    letter,
    model,
    place,
    tangency,
)

Json: TypeAlias = Any
SHOWN: Final = evidence(invariance(tangency()))


def long(digits: int, seed: int) -> str:
    """A number of so many digits; those of different seeds have no common factor worth speaking of."""
    return str(pow(10 * seed + 3, digits, 10**digits) | 1).rjust(digits, "1")


def quotient(digits: int, seed: int) -> Json:
    """A quotient of two long numbers."""
    return ["/", long(digits, seed), long(digits, seed + 1)]


def over(shape: list[int], output: Json, *equations: tuple[Json, Json]) -> Json:
    """A model with one array W of parameters, and a candidate of it."""
    return document(claim({"parameters": [["W", shape]], "outputs": [output]}, *equations), SHOWN)


def sum_of_quotients() -> Json:
    """A sum whose denominators have nothing in common."""
    return over([2], ["+", ["sum", "W"], *(quotient(300, 2 * at) for at in range(40))])


def coprime_coefficients() -> Json:
    """Rows of an elimination with long coefficients."""
    row = [["*", quotient(60, 3 * at), ["index", "W", at]] for at in range(40)]
    equations = [(["+", *row[at:], ["index", "W", at]], "0") for at in range(39)]
    return over([40], ["sum", "W"], *equations)


def dense_elimination() -> Json:
    """Equations whose elimination fills the rows."""
    ties = [["index", "W", ["slice", *ends]] for ends in ((None, -1), (1, None))]
    return over([4000], ["sum", "W"], (["sum", "W"], "1"), (ties[0], ties[1]))


def powers_of_a_sum() -> Json:
    """A power that is multiplied out, with long coefficients."""
    entries = [["*", long(20, at), ["index", "W", at]] for at in range(8)]
    return over([8], ["sum", "W"], (["**", ["+", *entries], 9], "0"))


def towers_of_numbers() -> Json:
    """Numbers squared again and again."""
    tower: Json = "3/7"
    for at in range(90):
        tower = ["+", ["**", tower, 1 + at % 10 // 9], f"1/{at + 11}"]
    return over([2], ["*", tower, ["sum", "W"]])


def lists_of_arrays() -> Json:
    """One large array, many times."""
    return over([500_000], ["sum", ["list", *["W"] * 5000]])


def transpositions() -> Json:
    """One large array, turned over and over."""
    inner: Json = "W"
    for _ in range(150):
        inner = ["T", inner]
    return over([700, 700], ["sum", "W"], *[(["index", inner, 0, 0], "0")] * 30)


def zero_products() -> Json:
    """Products of matrices that are zero."""
    zero = [["@", ["*", "0", "W"], ["*", "0", ["T", "W"]]]]
    return over([1000, 2], ["sum", "W"], *[(["sum", one], "0") for one in zero * 40])


def a_product_of_many() -> Json:
    """A product with as many derivatives as factors."""
    return over([4000], ["*", *(["index", "W", at] for at in range(4000))], ("W", "0"))


def numbers_of_one_hash() -> Json:
    """Numbers that Python's hash cannot tell apart."""
    numbers = [str(sys.hash_info.modulus * at + 1) for at in range(1, 5000)]
    return over([2], ["sum", "W"], *[(["*", n, ["index", "W", 0]], "0") for n in numbers])


def many_fields() -> Json:
    """Many fields, each for many equations."""
    names = " ".join(f"a{at}" for at in range(300))
    about = fields(names, *[["0"] * 300] * 60)
    return document(claim(about, *[(["**", name, 2], "1") for name in names.split()]), SHOWN)


def a_long_point() -> Json:
    """A power of a sum at a point with long coordinates."""
    sums = ["**", ["+", *"abcde"], 12]
    point = {
        name: str(Fraction(int(long(900, at)), int(long(900, at + 20)))) for at, name in enumerate("abcde")
    }
    about = claim(fields("a b c d e", ["1"] * 5), (sums, "a"), verdict="refuted")
    return document(about, evidence(leaving(place(point), letter())))


def series() -> Json:
    """Enclosures of functions with many bits."""
    calls = [["call", f, ["*", f"{at}/601", "a"]] for at in range(1, 600) for f in ("erf", "log", "atan")]
    about = claim(model(["*", "b", ["+", *calls]], "a b", ""), ("b", "1"), verdict="refuted")
    return document(about, evidence(leaving(place({"a": "1", "b": "1"}, bits=4000), letter())))


def nested_domains() -> Json:
    """Roots in roots: each is a condition of its own on the domain."""
    inner: Json = "a"
    for _ in range(40):
        inner = ["call", "sqrt", ["*", ["+", "a", "1"], ["+", inner, "b"]]]
    return document(claim(model(["*", "b", inner], "a b", ""), ("b", "b")), SHOWN)


def many_names() -> Json:
    """Many parameters with a long name."""
    about = {"parameters": [["W" * 200, [500_000]]], "outputs": ["1"]}
    return document(claim(about), SHOWN)


def many_literals() -> Json:
    """Long numbers, to be read."""
    return over([2], ["list", *(f"{long(900, at)}" for at in range(1000))])


def many_small_lists() -> Json:
    """The document that takes the most memory for its size."""
    written = over([2], ["sum", "W"])
    return {**written, "about": {"model": "m", "candidate": [[]] * 3_000_000}}


CASES: Final[Mapping[str, Callable[[], Json]]] = {
    case.__name__.replace("_", " "): case
    for case in (
        sum_of_quotients,
        coprime_coefficients,
        dense_elimination,
        powers_of_a_sum,
        towers_of_numbers,
        lists_of_arrays,
        transpositions,
        zero_products,
        a_product_of_many,
        numbers_of_one_hash,
        many_fields,
        a_long_point,
        series,
        nested_domains,
        many_names,
        many_literals,
        many_small_lists,
    )
}


def measure(name: str) -> None:
    """Checks one certificate, and prints what it cost."""
    data = dump(CASES[name]())
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    answer = "accepted"
    with meter.metered(meter.allowance(len(data))):
        try:
            check(data)
        except KernelError as error:
            answer = f"{type(error).__name__}: {error}"
    seconds = time.process_time() - start
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{name:22} {len(data):9} B {seconds:6.2f} s {kilobytes // 1024:5} MB  {answer[:60]}", flush=True)


def main(names: list[str]) -> None:
    """Measures each case in a process of its own."""
    for name in names or CASES:
        process = Process(target=measure, args=(name,))
        process.start()
        process.join()


if __name__ == "__main__":
    main(sys.argv[1:])
