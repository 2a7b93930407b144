"""`export`: the proof in a certificate in the language of another program."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

import click

from certsim import store
from certsim.commands.shared import PATH, answer
from certsim.console import TIMEOUT, Settings, common
from certsim.errors import CertsimError
from certsim.kernel.errors import visible
from certsim.store import read_certificate

_LANGUAGES: Final = ("coq", "latex", "smt2")


@click.command()
@click.argument("path", metavar="CERT", type=PATH)
@click.option(
    "--to", "language", required=True, type=click.Choice(_LANGUAGES), help="The language of the export."
)
@click.option(
    "-o", "target", type=PATH, metavar="FILE", help="Where the export goes [default: standard output]."
)
@common(TIMEOUT)
def export(settings: Settings, path: Path, language: str, target: Path | None) -> int:
    """Writes the proof in a certificate for another program, after checking it.

    smt2: what the proof rests on, as questions that a solver answers by unsat. latex: the proof as an
    article. coq: a file that coqc checks, with the theory of the verified checker.
    """
    if target is not None:
        store.prepare([target.parent])
        if target.is_dir():
            raise CertsimError(f"{visible(str(target))} is a directory\nhint: name a file with -o")
        store.keep_apart([path], [target])
    written = answer(settings, str(path), functools.partial(_exported, path, language))
    if target is None:
        settings.print(written.rstrip("\n"))
    else:
        store.write(target, written.encode())
        if not settings.quiet:
            settings.print(visible(f"{language}: {target}"))
    where = {"path": None, "text": written} if target is None else {"path": str(target), "text": None}
    settings.print_json({"certificate": str(path), "to": language, **where})
    return 0


def _exported(path: Path, language: str) -> str:
    from certsim.export.checked import NoProof
    from certsim.export.languages import LANGUAGES

    certificate = read_certificate(path)
    try:
        return LANGUAGES[language](certificate)
    except NoProof as error:
        raise NoProof(visible(f"{path}: {error.why}"), error.exit_status) from None
