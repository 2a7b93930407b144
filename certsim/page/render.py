"""A report as one page of HTML: templates by jinja2, in which everything is escaped unless it is made here.

The page brings no script and no style but ours, each named by its hash in the policy of the page.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from certsim import __version__
from certsim.kernel.errors import visible
from certsim.model.notebook import Row, html_table
from certsim.page.checker import SECONDS, find_bundle
from certsim.page.examined import cut
from certsim.page.formula import Formulas
from certsim.page.hierarchy import picture

if TYPE_CHECKING:
    from certsim.page.entry import Entry, Held
    from certsim.page.families import Family
    from certsim.page.report import Report
    from certsim.report.explain import Section

PROOFS: Final = 5_000_000
"""So many characters of proofs are told in a page; more is told of each where there are fewer."""
LISTED: Final = 400
"""So many certificates and SIMs of one entry are listed one by one."""


def render(report: Report, places: Mapping[int, str | None], *, checker: bool) -> str:
    """The page; `places` says where the certificates are that do not stand in it."""
    style, script = _ours("page.css"), _ours("page.js")
    bundle = find_bundle() if checker else None
    writer = _Writer(places, PROOFS // max(1, len(report.entries)))
    return (
        _environment()
        .get_template("page.html")
        .render(
            report=report,
            title=visible(report.title),
            write=writer,
            listed=LISTED,
            version=__version__,
            style=Markup(style),  # noqa: S704  it is ours
            script=Markup(script),  # noqa: S704  it is ours
            policy=_policy(style, script),
            checker=checker,
            bundle=bundle,
            bundled=None if bundle is None else b64encode(bundle.script).decode(),
            seconds=SECONDS,
        )
    )


def _ours(name: str) -> str:
    return resources.files("certsim.page").joinpath("templates", name).read_text(encoding="utf-8")


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("certsim.page", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _policy(style: str, script: str) -> str:
    """What the page may load: our style, our script, a worker that our script makes, and nothing else."""
    sources = {
        "default-src": "'none'",
        "style-src": _hash(style),
        "script-src": _hash(script),
        "worker-src": "blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {source}" for name, source in sources.items())


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


class _Writer:
    """Writes the parts of a page that are not plain text."""

    def __init__(self, places: Mapping[int, str | None], told: int) -> None:
        self._formulas = Formulas()
        self._places = places
        self._told = told

    def table(self, rows: Sequence[Row]) -> Markup:
        """Rows of texts and formulas, as notebooks show them."""
        safe = [replace(row, label=visible(row.label), text=visible(row.text)) for row in rows]
        return Markup(html_table(None, safe, self._formulas))  # noqa: S704  it is escaped there

    def proof(self, entry: Entry) -> Iterator[Section]:
        """The proof, or as much of it as there is room for."""
        for title, lines in cut(list(entry.sections), self._told):
            yield visible(title), [visible(line) for line in lines]

    def is_inside(self, held: Held) -> bool:
        """Whether the bytes of a certificate stand in the page."""
        return held.data is not None and held.number not in self._places

    def link(self, held: Held) -> str | None:
        """Where the bytes of a certificate are: in the link itself, in a file beside the page, or nowhere."""
        if held.data is None:
            return None
        if held.number in self._places:
            return self._places[held.number]
        return "data:application/json;base64," + b64encode(held.data).decode()

    def picture(self, entry: Entry) -> Markup | None:
        """The hierarchy of the SIMs that are listed."""
        drawn = picture(entry.sims)
        return None if drawn is None else Markup(drawn)  # noqa: S704  the elements are escaped there

    def plots(self, family: Family) -> list[tuple[list[str], Markup]]:
        """What the lines of each plot of a family show, and the plot."""
        return [(names, Markup(svg)) for names, svg in family.plots()]  # noqa: S704  as above

    @staticmethod
    def path(place: str) -> str:
        """A path as a page shows it."""
        return visible(place)

    @staticmethod
    def size(count: int) -> str:
        """A number of bytes for a reader."""
        return f"{count:,} bytes" if count < 10_000 else f"{count / 1000:,.0f} kB"

    @staticmethod
    def number(value: float) -> str:
        """A number of a table."""
        return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
