"""Condensation: the effective width falls while a network is trained from small weights, and is drawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")
pytest.importorskip("matplotlib")

from certsim.torch.condensation.condensation import Condensation, condensation  # noqa: E402
from certsim.torch.condensation.near import SAID, Member, NearError, Units  # noqa: E402
from certsim.torch.condensation.picture import condensation_svg  # noqa: E402

WIDTH = 40
STEPS = (0, 100, 300, 1000)
SVG = "{http://www.w3.org/2000/svg}"
TOLERANCE = 0.1


def trained(folder: Path, scale: float) -> list[Path]:
    """Checkpoints of a tanh network in gradient descent, from normal weights of a scale."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    layers = torch.nn.Linear(2, WIDTH), torch.nn.Tanh(), torch.nn.Linear(WIDTH, 1)
    module = torch.nn.Sequential(*layers).double()
    for parameter in module.parameters():
        torch.nn.init.normal_(parameter, std=scale)
    x = torch.randn(40, 2, dtype=torch.float64)
    y = torch.sin(2 * x[:, :1])
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    for step in range(STEPS[-1] + 1):
        if step in STEPS:
            torch.save(module.state_dict(), folder / f"step-{step}.pt")
        optimizer.zero_grad()
        ((module(x) - y) ** 2).mean().backward()
        optimizer.step()
    return [folder / f"step-{step}.pt" for step in STEPS]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return trained(tmp_path_factory.mktemp("small"), 1e-3)


@pytest.fixture(scope="module")
def found(small: list[Path]) -> Condensation:
    return condensation(small, TOLERANCE)


def widths(found: Condensation) -> list[int]:
    return [moment.near.layers[0].effective_width or 0 for moment in found.moments]


def saved(folder: Path, names: Sequence[str], width: int = 4) -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        torch.save({"a.weight": torch.randn(width, 3), "b.weight": torch.randn(2, width)}, path)
    return paths


def test_the_effective_width_falls_from_small_weights(found: Condensation) -> None:
    first, *_, last = widths(found)
    assert first > WIDTH * 0.9
    assert last < WIDTH * 0.5


def test_the_effective_width_stays_from_large_weights(tmp_path: Path) -> None:
    assert min(widths(condensation(trained(tmp_path, 0.3), TOLERANCE))) > WIDTH * 0.9


def test_training_comes_near_the_set_of_the_last_checkpoint(found: Condensation) -> None:
    distances = [moment.distances[0] or 0.0 for moment in found.moments]
    assert distances[0] > 5 * distances[-1] > 0
    assert distances[-1] == found.moments[-1].near.layers[0].distance


def test_the_picture_has_the_curves_and_says_what_it_is(found: Condensation) -> None:
    svg = condensation_svg(found)
    root = ET.fromstring(svg)
    ids = {each.get("id") for each in root.iter()}
    assert {"width-0", "directions-0", "distance-0"} <= ids
    words = {text.text for text in root.iter(f"{SVG}text")}
    assert {"step", "share of the units", f"{WIDTH} units of 0"} <= words
    assert any("floating point" in (word or "") for word in words)
    assert condensation_svg(found) == svg


def test_the_picture_of_many_layers_names_some(tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    torch.save({f"{at}$_{{.weight": torch.randn(4, 4 + (at == 0)) for at in range(30)}, path)
    svg = condensation_svg(condensation([path], TOLERANCE))
    words = [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]
    assert sum("units of" in word for word in words) == 12
    assert "4 units of 0$_{" in words


def test_the_table_and_the_document_have_each_step(found: Condensation) -> None:
    text = "\n".join(found.lines())
    assert all(f" {step} " in text for step in STEPS)
    assert SAID in text
    document = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert [moment["step"] for moment in document["checkpoints"]] == list(STEPS)
    assert document["checkpoints"][0]["layers"][0]["distance_to_last"] == found.moments[0].distances[0]


@pytest.mark.parametrize(
    ("names", "steps"),
    [
        (["s100.pt", "s20.pt"], [20, 100]),
        (["run2-s3.pt", "run2-s1.pt"], [1, 3]),
        (["a.pt", "b2.pt"], [0, 1]),
        (["m-00001-of-00002.pt", "m-00002-of-00002.pt"], [0, 1]),
        (["checkpoint-9/model.pt", "checkpoint-4/model.pt"], [4, 9]),
    ],
)
def test_steps_are_read_from_names_or_counted(tmp_path: Path, names: list[str], steps: list[int]) -> None:
    found = condensation(saved(tmp_path, names), TOLERANCE)
    assert [moment.step for moment in found.moments] == steps


def test_units_may_be_given(small: list[Path]) -> None:
    units = Units("hidden", (Member("0.weight", 0),), WIDTH)
    found = condensation(small, TOLERANCE, [units], odd={"hidden"})
    assert [layer.name for layer in found.layers] == ["hidden"]
    assert found.notes == (SAID,)


def test_checkpoints_of_other_shapes_are_refused(tmp_path: Path) -> None:
    paths = [*saved(tmp_path, ["s1.pt"], width=8), *saved(tmp_path, ["s2.pt"])]
    with pytest.raises(NearError, match=r"s1.pt: a.weight has the shape \(8, 3\), not \(4, 3\)"):
        condensation(paths, TOLERANCE)
    torch.save({"a.weight": torch.randn(4, 3)}, paths[0])
    with pytest.raises(NearError, match=r"b.weight is missing"):
        condensation(paths, TOLERANCE)


def test_a_checkpoint_without_units_is_refused(tmp_path: Path) -> None:
    torch.save({"scale": torch.ones(3)}, tmp_path / "a.pt")
    with pytest.raises(NearError, match="no layer has units"):
        condensation([tmp_path / "a.pt"], TOLERANCE)


def test_what_is_not_finite_is_a_gap(tmp_path: Path) -> None:
    paths = saved(tmp_path, ["s1.pt", "s2.pt", "s3.pt"])
    state = torch.load(paths[1], weights_only=True)
    state["a.weight"][0, 0] = float("inf")
    torch.save(state, paths[1])
    found = condensation(paths, TOLERANCE)
    assert [moment.distances[0] is None for moment in found.moments] == [False, True, False]
    assert "width-0" in condensation_svg(found)
