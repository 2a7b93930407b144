from __future__ import annotations

import numpy as np
import pytest

from certsim.kernel.errors import MalformedCertificate
from certsim.torch.checker.runs import read_integers, read_numbers, write_integers, write_numbers


def test_integers_come_back_as_they_were() -> None:
    generator = np.random.default_rng(1)
    for _ in range(500):
        given = generator.choice([0, 1, 1, 2, 3, 4, -1, -2, 90], size=generator.integers(1, 15))
        assert read_integers(write_integers(given), 15, ()).tolist() == given.tolist()


def test_numbers_come_back_bit_by_bit() -> None:
    generator = np.random.default_rng(1)
    given = [0.0, -0.0, 1.0, 0.1, -np.inf, np.inf, 5e-324, -1.7976931348623157e308, 2.0**-1022]
    for _ in range(500):
        values = generator.choice(given, size=generator.integers(1, 12))
        assert read_numbers(write_numbers(values), 12, ()).tobytes() == values.tobytes()


def test_a_mask_is_short() -> None:
    mask = np.triu(np.full((1024, 1024), -np.inf), 1)
    assert len(write_numbers(mask)) < 50_000


@pytest.mark.parametrize("text", ["", "1 ", "1,2", "1..", "1*", "3..1", "1*0", "0x1", "1" * 11, "1*99999999"])
def test_what_is_no_run_of_integers_is_refused(text: str) -> None:
    with pytest.raises(MalformedCertificate):
        read_integers(text, 100, ("index",))


@pytest.mark.parametrize("text", ["", "nan", "1.5", "0x1p+5000", "0x1.8p", "inf*0", "0x1p+0*101", "infinity"])
def test_what_is_no_run_of_numbers_is_refused(text: str) -> None:
    with pytest.raises(MalformedCertificate):
        read_numbers(text, 100, ("values",))


def test_what_is_no_number_is_not_written() -> None:
    with pytest.raises(ValueError, match="NaN"):
        write_numbers(np.array([0.0, np.nan]))
