"""Every snippet of the README and of the guide is run: specs are read, commands print what is shown."""

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
DOCUMENTS = ("README.md", "docs/guide.md")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCED = {name: FENCE.findall((ROOT / name).read_text(encoding="utf-8")) for name in DOCUMENTS}


def snippets(document: str, language: str) -> list[str]:
    return [body for found, body in FENCED[document] if found == language]


@pytest.fixture(scope="module", params=DOCUMENTS)
def document(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def folder(document: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the specs of a document, each under the name in its first line."""
    return write_files(document, tmp_path_factory.mktemp("document"))


def write_files(document: str, folder: Path) -> Path:
    for file in snippets(document, "toml") + snippets(document, "py"):
        name = file.splitlines()[0].removeprefix("# ")
        (folder / name).write_text(file, encoding="utf-8")
    return folder


def commands(document: str, *, audits: bool) -> list[tuple[str, str]]:
    """The commands of a document with what they print; those that need PyTorch, or the others."""
    pairs = (console.removeprefix("$ ").split("\n", 1) for console in snippets(document, "console"))
    return [(command, shown) for command, shown in pairs if command.startswith("certsim audit") == audits]


def test_commands_print_what_is_shown_and_write_what_is_quoted(document: str, folder: Path) -> None:
    """A snippet of TeX is an excerpt of the file that its first line names."""
    assert len(commands(document, audits=False)) >= 3
    for command, shown in commands(document, audits=False):
        assert run(command, folder) == shown
    for quoted in snippets(document, "tex"):
        name, excerpt = quoted.removeprefix("% ").split("\n", 1)
        assert excerpt in (folder / name).read_text(encoding="utf-8")


def test_audits_print_what_the_readme_shows_and_its_test_passes(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    folder = write_files("README.md", tmp_path)
    assert commands("README.md", audits=True)
    for command, shown in commands("README.md", audits=True):
        assert run(command, folder) == shown
    assert "1 passed" in run("python -m pytest -q -p no:cacheprovider test_adapter.py", folder)


def run(command: str, folder: Path) -> str:
    """The standard output of a command of a document, with this interpreter's certsim.

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


def test_python_snippets_are_true(document: str) -> None:
    examples = snippets(document, "python")
    assert examples
    names: dict[str, object] = {}
    for source in examples:
        test = doctest.DocTestParser().get_doctest(source, names, document, document, 0)
        results = doctest.DocTestRunner().run(test, clear_globs=False)
        names = test.globs
        assert results.attempted
        assert not results.failed


def test_statuses_are_those_that_the_command_line_documents() -> None:
    import certsim.cli

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    documented = set(map(int, re.findall(r"^\| (\d+) \|", text, re.MULTILINE)))
    assert documented == {0, 1, 2, 3, 4, 5, certsim.cli.INTERRUPTED}
