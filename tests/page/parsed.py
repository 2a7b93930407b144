"""Pages as a parser reads them: their elements, in order, and whether they are well-formed."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes

VOID = ("meta", "input", "br", "img", "link", "hr")
RAW = ("script", "style")


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    text: str = ""
    inside: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """A page that is parsed; an element that is not closed where it should be raises AssertionError."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self._open, self._open[-1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), (tag, attrs)
        element = Element(tag, dict(attrs), inside=[each.tag for each in self._open])
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs), inside=[each.tag for each in self._open]))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"{self._open[-1]} is closed by {tag}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def classed(self, name: str) -> list[Element]:
        return [each for each in self.elements if name in (each.attributes.get("class") or "").split()]

    @property
    def downloads(self) -> dict[str, bytes]:
        """The bytes that links bring along, by the names of their files."""
        links = {
            each.attributes["download"] or "": each.attributes["href"] or ""
            for each in self.classed("download")
        }
        inside = {name: link for name, link in links.items() if link.startswith("data:")}
        return {name: b64decode(unquote_to_bytes(link.partition(",")[2])) for name, link in inside.items()}
