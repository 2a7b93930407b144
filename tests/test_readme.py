"""Every snippet of the README is run: specs are read, commands give the output shown, Python is a doctest."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from certsim.verified import VARIABLE, find_program
from tests.fake_verified import write_fake

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def snippets(language: str) -> list[str]:
    return [body for found, body in FENCED if found == language]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the specs of the README, each under the name in its first line."""
    folder = tmp_path_factory.mktemp("readme")
    for file in snippets("toml") + snippets("py"):
        name = file.splitlines()[0].removeprefix("# ")
        (folder / name).write_text(file, encoding="utf-8")
    return folder


def commands(*, audits: bool) -> list[tuple[str, str]]:
    """The commands of the README with what they print; those that need PyTorch, or the others."""
    pairs = (console.removeprefix("$ ").split("\n", 1) for console in snippets("console"))
    return [(command, shown) for command, shown in pairs if command.startswith("certsim audit") == audits]


def test_commands_print_what_the_readme_shows(folder: Path) -> None:
    assert len(commands(audits=False)) >= 3
    for command, shown in commands(audits=False):
        assert run(command, folder) == shown


def test_audits_print_what_the_readme_shows_and_its_test_passes(folder: Path) -> None:
    pytest.importorskip("torch")
    assert commands(audits=True)
    for command, shown in commands(audits=True):
        assert run(command, folder) == shown
    assert "1 passed" in run("python -m pytest -q -p no:cacheprovider test_adapter.py", folder)


def run(command: str, folder: Path) -> str:
    """The standard output of a command of the README, with this interpreter's certsim.

    `-I` is left out: with it Python would find the certsim that is installed, not the one that is tested.
    """
    program, *arguments = (word for word in shlex.split(command) if word != "-I")
    prefix = {"certsim": [sys.executable, "-m", "certsim"], "python": [sys.executable]}[program]
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    if find_program() is None:  # it is built apart, and another program says what it would say
        environment[VARIABLE] = str(write_fake(folder))
    done = subprocess.run(
        [*prefix, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert not done.stderr
    return done.stdout


def test_python_snippets_are_true() -> None:
    examples = snippets("python")
    assert examples
    names: dict[str, object] = {}
    for source in examples:
        test = doctest.DocTestParser().get_doctest(source, names, "README", "README.md", 0)
        results = doctest.DocTestRunner().run(test, clear_globs=False)
        names = test.globs
        assert results.attempted
        assert not results.failed


def test_statuses_are_those_that_the_command_line_documents() -> None:
    import certsim.cli

    documented = set(map(int, re.findall(r"^\| (\d+) \|", README, re.MULTILINE)))
    assert documented == {0, 1, 2, 3, 4, 5, certsim.cli.INTERRUPTED}
