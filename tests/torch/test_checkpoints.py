"""Checkpoints are read as data: every kind that holds weights, and nothing that would run."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")

from certsim.torch.capture.checkpoints import CheckpointError, CodeRefused, read_checkpoint, read_tensors  # noqa: E402

STATE = {"fc.weight": torch.arange(6.0).reshape(2, 3), "fc.bias": torch.tensor([0.5, -1.0])}


class Hostile:
    """What a pickle may hide: unpickling it writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.path,)


def saved(path: Path, document: object, **options: bool) -> Path:
    torch.save(document, path, **options)
    return path


def holds_state(path: Path) -> bool:
    read = read_checkpoint(path)
    return list(read) == list(STATE) and all(np.array_equal(read[k], STATE[k].numpy()) for k in STATE)


def test_a_safetensors_file_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    safetensors.save_file(STATE, tmp_path / "a.safetensors")
    read = read_checkpoint(tmp_path / "a.safetensors")
    assert read.keys() == STATE.keys()
    assert all(np.array_equal(read[name], STATE[name].numpy()) for name in STATE)


def test_a_safetensors_file_is_known_by_its_beginning(tmp_path: Path) -> None:
    safetensors.save_file(STATE, tmp_path / "model.bin")
    assert read_checkpoint(tmp_path / "model.bin").keys() == STATE.keys()


@pytest.mark.parametrize("key", ["state_dict", "model_state_dict", "model", "module", "params"])
def test_weights_beside_other_things_are_found(tmp_path: Path, key: str) -> None:
    assert holds_state(saved(tmp_path / "a.pt", {"epoch": 3, "optimizer": {"state": {}}, key: STATE}))


def test_weights_below_two_keys_are_found(tmp_path: Path) -> None:
    assert holds_state(saved(tmp_path / "a.pt", {"model": {"state_dict": STATE}}))


@pytest.mark.parametrize("zipped", [True, False])
def test_both_formats_of_torch_are_read(tmp_path: Path, zipped: bool) -> None:
    assert holds_state(saved(tmp_path / "a.pt", STATE, _use_new_zipfile_serialization=zipped))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float8_e4m3fn])
def test_short_numbers_become_float32_without_a_change(tmp_path: Path, dtype: torch.dtype) -> None:
    short = {"w": torch.tensor([1.0, -0.5, 0.0]).to(dtype)}
    safetensors.save_file(short, tmp_path / "a.safetensors")
    for path in (tmp_path / "a.safetensors", saved(tmp_path / "a.pt", short)):
        read = read_checkpoint(path)["w"]
        assert read.dtype == np.float32
        assert read.tolist() == [1.0, -0.5, 0.0]


def test_doubles_and_integers_keep_their_type(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pt", {"w": torch.ones(2, dtype=torch.float64), "steps": torch.tensor(7)})
    read = read_checkpoint(path)
    assert [read["w"].dtype, read["steps"].dtype] == [np.float64, np.int64]


def test_tensors_keep_their_type(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pt", {"w": torch.ones(2, dtype=torch.bfloat16)})
    assert read_tensors(path)["w"].dtype is torch.bfloat16


def test_parameters_and_sparse_tensors_are_read(tmp_path: Path) -> None:
    weight = torch.nn.Parameter(torch.eye(2))
    path = saved(tmp_path / "a.pt", {"w": weight, "s": torch.eye(2).to_sparse()})
    assert all(np.array_equal(array, np.eye(2)) for array in read_checkpoint(path).values())


def test_code_in_a_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "was-run"
    for name in ("a.pt", "a.pkl"):
        path = saved(tmp_path / name, {"state_dict": STATE, "extra": Hostile(mark)})
        with pytest.raises(CodeRefused, match="nothing of it was run"):
            read_checkpoint(path)
    (tmp_path / "b.pkl").write_bytes(pickle.dumps({"w": Hostile(mark)}, protocol=2))
    with pytest.raises(CodeRefused):
        read_checkpoint(tmp_path / "b.pkl")
    assert not mark.exists()


def test_a_pickle_of_a_newer_protocol_is_refused_and_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "was-run"
    (tmp_path / "a.pkl").write_bytes(pickle.dumps({"w": Hostile(mark)}))
    with pytest.raises(CheckpointError):
        read_checkpoint(tmp_path / "a.pkl")
    assert not mark.exists()


def test_a_whole_module_is_refused_with_a_hint(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pt", torch.nn.Linear(2, 2))
    with pytest.raises(CodeRefused, match=r"Linear(.|\n)*state_dict"):
        read_checkpoint(path)


@pytest.mark.parametrize("name", ["a.pt", "a.safetensors"])
@pytest.mark.parametrize("part", [0.0, 0.01, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_refused(tmp_path: Path, name: str, part: float) -> None:
    path = tmp_path / name
    if path.suffix == ".pt":
        saved(path, STATE)
    else:
        safetensors.save_file(STATE, path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(CheckpointError, match="whole"):
        read_checkpoint(path)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([1, 2], "holds no weights by name, but a list"),
        (torch.ones(2), "holds no weights by name, but a Tensor"),
        ({"epoch": 3}, "no weights in this file"),
        ({"state_dict": {}}, "no weights in this file"),
    ],
)
def test_a_file_without_weights_is_refused(tmp_path: Path, document: object, message: str) -> None:
    with pytest.raises(CheckpointError, match=message):
        read_checkpoint(saved(tmp_path / "a.pt", document))


def test_what_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pt").write_text("a text, and a long one", encoding="utf-8")
    for path, message in (
        (tmp_path / "a.pt", "no checkpoint|no whole"),
        (tmp_path / "none.pt", "no such file"),
        (tmp_path, "directory"),
    ):
        with pytest.raises(CheckpointError, match=message):
            read_checkpoint(path)
