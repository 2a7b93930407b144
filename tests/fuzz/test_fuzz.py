"""A small part of the campaign; `make fuzz` runs more of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.campaign import Trial, inside, repeated, try_line, try_point, try_spec


@pytest.mark.parametrize(("trial", "count"), [(try_spec, 300), (try_point, 100), (try_line, 20)])
def test_random_input_has_an_answer_that_is_promised(trial: Trial, count: int, tmp_path: Path) -> None:
    with inside(tmp_path):
        assert repeated(trial, count, seed=1).count == count
