"""`certsim audit` from outside: what it prints, what it refuses, and the status it leaves with."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

import pytest

from certsim.cli import run
from tests.conftest import environment
from tests.outside import document, require_end_at_once, started, validator

Certsim: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")

MODULE = """
import torch
from torch import nn

print("the module's own words")

def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))

def free():
    return network(), (torch.randn(5, 3),)

def dead():
    module = network()
    with torch.no_grad():
        module[0].weight[1] = module[0].bias[1] = 0
        module[2].weight[:, 1] = 0
    return module, {"input": torch.randn(5, 3)}

class Unknown(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Parameter(torch.randn(3, 3))

    def forward(self, x):
        return torch.linalg.eigvalsh(self.a @ self.a.T) * x

def unknown():
    return Unknown(), (torch.randn(2, 3),)

def loud():
    raise ValueError("no luck")

def leaves():
    raise SystemExit(7)

def hungry(food):
    return food

def three():
    return 3

def head_only(module):
    return torch.optim.SGD(module[2].parameters(), lr=0.1)
"""


WORDS = "the module's own words\n"


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "model.py"
    path.write_text(MODULE, encoding="utf-8")
    return path


@needs_torch
@pytest.mark.usefixtures("module")
class TestAudits:
    def test_something_trapped_is_named_with_its_remedy_and_certified(
        self, certsim: Certsim, tmp_path: Path
    ) -> None:
        done = certsim("audit", "model.py:dead", "--tolerance", "0.01", "--spec", "dead.toml")
        assert done.returncode == 1, done.stderr
        assert "trapped  zero 6  0.weight[1], 0.bias[1], 2.weight[:, 1]  bit-exact" in done.stdout
        assert "hint: initialise the weights into these units" in done.stdout
        assert "one group of units is trapped: dimension 20 of 26" in done.stdout
        assert "0: zero: 1, distance 0, kept by training" in done.stdout
        assert done.stderr == WORDS
        certificate = "certificates/model/dead.audit.json"
        assert f"certificate: {certificate}\n" in done.stdout
        checked = certsim("check", certificate)
        assert (checked.returncode, checked.stdout.count("valid")) == (0, 1), checked.stdout
        assert certsim("validate", tmp_path / "dead.toml").returncode == 0

    def test_json_is_one_document_that_the_schema_describes(self, certsim: Certsim) -> None:
        done = certsim("audit", "--json", "model.py:dead", "-o", "kept.json", "--optimizer", "head_only")
        printed = json.loads(done.stdout)
        validator("result").validate(printed)
        assert (printed["model"], printed["certificate"]) == ("model.py:dead", "kept.json")
        assert (printed["parameters"], printed["trained"], printed["dimension"]) == (26, 10, 10)
        redundant, frozen = printed[
            "findings"
        ]  # the unit is frozen at zero, and nothing depends on its column
        assert (redundant["verdict"], redundant["entries"]) == ("redundant", {"2.weight": "[:, 1]"})
        assert (frozen["verdict"], frozen["parameters"]) == ("frozen", ["0.weight", "0.bias"])

    def test_nothing_trapped_is_quiet(self, certsim: Certsim) -> None:
        done = certsim("audit", "-q", "model.py:free")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", WORDS)

    def test_what_has_no_rule_is_unsupported(self, certsim: Certsim) -> None:
        done = certsim("audit", "model.py:unknown")
        assert done.returncode == 3, done.stderr
        assert "unsupported: " in done.stdout

    @pytest.mark.parametrize(
        ("target", "message"),
        [
            ("model.py:loud", "model.py:33: ValueError: no luck"),
            ("model.py:leaves", "SystemExit: 7"),
            ("model.py:deed", "model.py has no function 'deed'\nhint: did you mean 'dead'?"),
            ("model.py:hungry", "model.py:hungry must take nothing"),
            ("model.py:three", "model.py:three returned int\nhint: return (module, inputs)"),
        ],
    )
    def test_a_function_that_gives_no_module_is_one_message(
        self, certsim: Certsim, target: str, message: str
    ) -> None:
        done = certsim("audit", target)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert done.stderr.startswith(f"{WORDS}certsim: ")
        assert message in done.stderr
        assert "Traceback" not in done.stderr

    def test_a_checkpoint_of_another_module_is_one_message(self, certsim: Certsim, tmp_path: Path) -> None:
        import torch

        state = {"0.weight": torch.zeros(4, 5), "0.bias": torch.zeros(4), "1.weight": torch.zeros(2)}
        torch.save(state, tmp_path / "other.pt")
        done = certsim("audit", "model.py:free", "--checkpoint", "other.pt")
        assert done.returncode == 2
        assert "missing: 2.weight, 2.bias; unexpected: 1.weight" in done.stderr
        assert "of another shape: 0.weight: (4, 5) for (4, 3)" in done.stderr

    def test_weights_come_from_a_checkpoint(self, certsim: Certsim, tmp_path: Path) -> None:
        import torch
        from safetensors.torch import save_file

        shapes = {"0.weight": (4, 3), "0.bias": (4,), "2.weight": (2, 4), "2.bias": (2,)}
        save_file({name: torch.zeros(shape) for name, shape in shapes.items()}, tmp_path / "zero.safetensors")
        done = certsim("audit", "model.py:free", "--checkpoint", "zero.safetensors")
        assert done.returncode == 1, done.stderr
        assert "dimension 2 of 26" in done.stdout

    def test_the_time_may_run_out(self, certsim: Certsim, tmp_path: Path) -> None:
        (tmp_path / "slow.py").write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
        done = certsim("audit", "slow.py:build", "--timeout", "1")
        assert done.returncode == 3
        assert "unknown: timeout" in done.stderr

    def test_an_interrupt_ends_it_at_once(self, tmp_path: Path) -> None:
        (tmp_path / "slow.py").write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
        process = started("audit", "slow.py:build", cwd=tmp_path)
        require_end_at_once(process, signal.SIGINT, 130)

    def test_checkpoints_alone_are_compared(self, certsim: Certsim, tmp_path: Path) -> None:
        import torch

        for step in (1, 2):
            state = {"0.weight": torch.eye(4), "0.bias": torch.zeros(4), "1.weight": torch.ones(2, 4)}
            torch.save(state, tmp_path / f"step{step}.pt")
        done = certsim("audit", "--json", "step1.pt", "step2.pt")
        assert done.returncode == 0, done.stderr
        printed = json.loads(done.stdout)
        validator("result").validate(printed)
        assert [each["step"] for each in printed["checkpoints"]] == [1, 2]


@needs_torch
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument 'FILE.py:FUNCTION'."),
        (["none.py:build"], "none.py: there is no such file"),
        (["model.py"], "'model.py' is no FILE.py:FUNCTION"),
        (["model.py:a.b"], "'model.py:a.b' is no FILE.py:FUNCTION"),
        (["model.py:dead", "--checkpoint", "none.pt"], "none.pt: there is no such file"),
        (["model.py:dead", "--symmetric-outputs", "0,x"], "'0,x' is no list of indices"),
        (["model.py:dead", "--symmetric-outputs", "1,1"], "'1,1' is no list of different indices"),
        (["model.py:dead", "-o", "model.py"], "is the spec itself, or what is read"),
        (["model.py:dead", "other.pt"], "a module is audited alone"),
        (["none.pt"], "none.pt: there is no such file"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_refused_before_anything_runs(
    module: Path,
    arguments: list[str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(module.parent)
    assert run(["audit", *arguments]) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.out == ""
    assert run(["audit", "--json", *arguments]) == 2
    assert document(capsys)["exit"] == 2


def test_without_torch_there_is_one_message(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['torch'] = None; from certsim.cli import run; "
        "sys.exit(run(['audit', 'model.py:build']))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment()
    )
    assert done.returncode == 2
    assert done.stderr == "certsim: certsim audit needs PyTorch: pip install 'certsim[torch]'\n"


def test_help_says_that_the_code_of_the_module_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "--help"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "The module's own code runs, as `python FILE.py` would run it" in printed


@needs_torch
def test_the_operations_that_have_a_rule_are_listed(certsim: Certsim) -> None:
    done = certsim("audit", "--operations", "--json")
    printed = json.loads(done.stdout)
    validator("result").validate(printed)
    assert len(printed["operations"]) > 100
