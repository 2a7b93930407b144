"""The page that explains a certificate, as `certsim explain` and the library give it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from certsim.errors import CertsimError
from certsim.kernel.check import check
from certsim.kernel.errors import KernelError
from certsim.report.explain import Section, explanation
from certsim.report.text import Paint

WIDTH = 100


def explain(certificate: bytes) -> str:
    """The proof in a certificate, in words and formulas on one page; the kernel checks it first.

    Raises CertsimError for a certificate that cannot be read, or that proves nothing.

    >>> from certsim import Model, certify
    >>> result = certify(Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"]), ["a = b"])
    >>> print(explain(result.certificate).partition("The flow")[0])
    The claim
      output     a*b*x
      parameters a, b
      inputs     x
      candidate  a = b
      verdict    certified: it is structurally invariant; embedded, dimension 1 of 2, codimension 1
    <BLANKLINE>
    <BLANKLINE>
    """
    try:
        accepted = check(certificate)
    except KernelError as error:
        raise CertsimError(f"the certificate proves nothing: {error}") from error
    return "\n".join(page_lines(explanation(accepted), lambda text, _: text))


def page_lines(sections: Sequence[Section], paint: Paint) -> Iterator[str]:
    """Titles, paragraphs below them, and an empty line after each section."""
    for title, lines in sections:
        yield paint(title, "cyan")
        for line in lines:
            yield textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent="    ")
        yield ""
