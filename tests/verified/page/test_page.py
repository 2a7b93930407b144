"""The checker for pages answers as the program does, and its integers are those of Zarith."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from certsim.kernel.statement.strict_json import dump
from certsim.verified import Answer, page_checker
from tests.mutants.campaign import answered, mutant, pool, signed
from tests.verified.both import asked
from tests.verified.conftest import PLACES, ROOT, kept

HERE = Path(__file__).parent
SCRIPT = ROOT / "certsim/verified.js"
BUILT = ROOT / "build/verified/page"
NO_TIME = Answer("not covered", "time")
NO_STACK = Answer("no answer", "the stack of this browser is too small")
MUTANTS = 20_000
SEED = 2028
WORD = 2**31


def needed(program: str, package: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed: on Debian, apt-get install {package}")
    return found


def run(command: Sequence[str | Path], entered: str = "", folder: Path | None = None) -> str:
    done = subprocess.run(
        command, input=entered, cwd=folder, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr[-1000:]
    return done.stdout


def asked_in_page(certificates: Sequence[bytes], room: Path, *calls: str) -> list[Answer]:
    """What the checker for pages says in node, perhaps where the stack has room for only so many calls."""
    node = needed("node", "nodejs")
    paths = [room / f"{at}.json" for at in range(len(certificates))]
    for path, data in zip(paths, certificates, strict=True):
        path.write_bytes(data)
    said = run([node, HERE / "ask.js", SCRIPT, *calls], json.dumps([str(path) for path in paths]))
    return [Answer(**json.loads(line)) for line in said.splitlines()]


class TestTheScript:
    def test_it_may_stand_in_a_page(self) -> None:
        script = page_checker()
        assert script == SCRIPT.read_bytes()
        assert script.isascii()
        assert not re.search(rb"</script|<!--|\r|\0", script, re.IGNORECASE)
        assert len(script) < 400_000

    def test_it_asks_for_no_other_address_and_runs_no_text(self) -> None:
        words = rb"fetch\(|XMLHttpRequest|importScripts|WebSocket|\beval\b|\bFunction\("
        assert re.findall(words, page_checker()) == []

    def test_it_is_read_with_little_of_a_stack(self) -> None:
        """A worker has less of it than a page."""
        node = needed("node", "nodejs")
        program = "require(process.argv[1]); console.log(typeof certsimCheck)"
        assert run([node, "--stack-size=400", "-e", program, SCRIPT]) == "function\n"

    def test_it_names_the_compilers_that_made_it(self) -> None:
        heading = page_checker().split(b"\n")[0].decode()
        assert re.search(r"by OCaml \d+\.\d+\.\d+, js_of_ocaml \d+\.\d+\.\d+\b", heading)


@pytest.mark.parametrize("folder", PLACES)
def test_it_says_what_the_program_says(
    said: Mapping[str, Mapping[str, Answer]], folder: str, tmp_path: Path
) -> None:
    files = {name: data for name, data in kept(folder).items() if said[folder][name] != NO_TIME}
    found = dict(zip(files, asked_in_page(list(files.values()), tmp_path), strict=True))
    other = {name: one for name, one in found.items() if one != said[folder][name]}
    assert other == {}


@pytest.mark.parametrize("calls", ["100", "500", "1000"])
def test_where_the_stack_is_too_small_there_is_no_answer(
    said: Mapping[str, Mapping[str, Answer]], calls: str, tmp_path: Path
) -> None:
    files = kept("accept")
    found = dict(zip(files, asked_in_page(list(files.values()), tmp_path, calls), strict=True))
    other = [one for name, one in found.items() if one != said["accept"][name]]
    assert [one for one in other if one != NO_STACK] == []
    assert calls != "100" or len(other) == len(files)


def test_more_bytes_than_the_program_reads_are_malformed(tmp_path: Path) -> None:
    (answer,) = asked_in_page([b" " * (16 * 1024 * 1024 + 1)], tmp_path)
    assert answer == Answer("malformed", "more than 16 MB")


def test_bytes_are_bytes(program: Path, tmp_path: Path) -> None:
    """The digest of a text that is not ASCII is right, though it is no name; other bytes are no text."""
    text = kept("accept")["tangency_cofactors.json"].replace(b'"q"', '"θ𝔮"'.encode())
    certificates = [dump(signed(json.loads(text))), text, text.replace(b"\xb8", b"\xff"), b""]
    found = asked_in_page(certificates, tmp_path)
    assert found == asked(program, certificates)
    assert [one.status for one in found] == ["malformed", "invalid", "malformed", "malformed"]


@pytest.mark.campaign
def test_it_says_of_mutants_what_the_program_says(program: Path, tmp_path: Path) -> None:
    parts = pool()
    written = [dump(answered(mutant(parts, SEED, number)[1])[3]) for number in range(MUTANTS)]
    native = asked(program, written)
    taken = [at for at, one in enumerate(native) if one != NO_TIME]
    found = asked_in_page([written[at] for at in taken], tmp_path)
    answered_ = [(at, one) for at, one in zip(taken, found, strict=True) if one.status != "no answer"]
    assert len(answered_) > MUTANTS * 0.99
    assert [(at, one, native[at]) for at, one in answered_ if one != native[at]] == []


class TestIntegers:
    """Programs of OCaml, compiled as the checker for pages is."""

    def compiled(self, name: str, room: Path, *options: str) -> Path:
        compiler = needed("js_of_ocaml", "js-of-ocaml")
        if not (BUILT / "primitives").exists():
            pytest.skip("the checker for pages is not built: make verified")
        source = shutil.copy(HERE / f"{name}.ml", room)
        modules = [f"{BUILT}/{one}.cmo" for one in ("native", "big_int_Z", "z")]
        linking = ["-use-prims", f"{BUILT}/primitives", *modules]
        run(["ocamlc", "-I", BUILT, *options, *linking, Path(source).name, "-o", name], folder=room)
        library = ROOT / "verified/page/integers.js"
        run(
            [compiler, "--enable", "use-js-string", "--no-source-map", library, name, "-o", "page.js"],
            folder=room,
        )
        return room / "page.js"

    def test_they_are_those_of_zarith(self, program: Path, tmp_path: Path) -> None:
        """Where the program was built, Zarith is."""
        script = self.compiled("integers", tmp_path)
        needed("ocamlfind", "ocaml-findlib")
        native = ["ocamlfind", "ocamlopt", "-package", "zarith", "-linkpkg", "integers.ml", "-o", "native"]
        run(native, folder=tmp_path)
        expected = run([tmp_path / "native"]).splitlines()
        found = run([needed("node", "nodejs"), script]).splitlines()
        assert len(expected) > 10_000
        assert [pair for pair in zip(expected, found, strict=True) if pair[0] != pair[1]] == []

    def test_words_that_are_too_large_raise(self, tmp_path: Path) -> None:
        script = self.compiled("words", tmp_path, "-open", "Native")
        lines = run([needed("node", "nodejs"), script]).splitlines()
        assert len(lines) == 36 * 36
        for line in lines:
            a, b, *found = line.split()
            x, y = int(a), int(b)
            assert -WORD <= x < WORD
            assert found == [str(n) if -WORD <= n < WORD else "outside" for n in (x + y, x - y, x * y)], line
