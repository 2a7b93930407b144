"""What `certsim recover` shows: the table, the classes, and the picture."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec

import pytest

from certsim import Model, Recovery, recover
from certsim.report.recovered import recovery_lines

needs_plot = pytest.mark.skipif(find_spec("matplotlib") is None, reason="needs matplotlib")


@cache
def found() -> Recovery:
    model = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])
    return recover(model, "3*tanh(x[0])")


def test_the_text_has_a_line_for_each_dimension_and_class() -> None:
    lines = list(recovery_lines(found()))
    assert lines[0] == found().summary
    assert lines[2].split() == ["4", "1", "1", "0", "4"]
    assert lines[3].split() == ["2", "4", "4", "0", "2"]
    assert lines[4].split() == ["0", "1", "0", "0", "0"]
    classes = lines[5:9]
    assert [line.split()[0] for line in classes] == ["0", "1", "2", "3"]
    assert "fits of dimension 1 at least" in classes[0]
    assert "a fit" in classes[1]
    assert "no fit: Taylor coefficients up to order 1 cannot be equal" in classes[3]
    assert any(line.startswith("fits in 1: ") for line in lines)
    assert any("its orbit has dimension 2" in line for line in lines)


@needs_plot
def test_the_picture_names_dimensions_samples_and_numbers() -> None:
    from certsim.report.levels import svg_text

    picture = svg_text(found())
    words = re.findall(r"<text[^>]*>([^<]*)</text>", picture)
    assert {"with a fit", "without", "2 samples", "4 samples"} <= {word.strip() for word in words}
    assert "not known" not in words
    assert svg_text(found()) == picture
