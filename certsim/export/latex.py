r"""The export to LaTeX: the proof as an article, in the words of `certsim explain`.

Nothing of a spec reaches the page as it is: formulas come from the writer of LaTeX, and texts are escaped.
What is escaped is ASCII, so that every LaTeX compiles it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from certsim import __version__
from certsim.export.checked import checked
from certsim.kernel.errors import visible
from certsim.report.claim import claim_lines
from certsim.report.explain import explanation
from certsim.rows import claim_rows

_HEAD: Final = r"""\documentclass{article}
\usepackage{amsmath,amssymb}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\raggedright
"""
_SPECIAL: Final = {
    **{character: f"\\{character}" for character in "#$%&_{}"},
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
    '"': "{''}",
    "`": "{`}",
}
_SIGNS: Final = {
    "∇": r"\nabla",
    "∂": r"\partial",
    "Σ": r"\Sigma",
    "∏": r"\prod",
    "π": r"\pi",
    "θ": r"\theta",
    "σ": r"\sigma",
    "ε": r"\varepsilon",
    "Ω": r"\Omega",
    "·": r"\cdot",
    "×": r"\times",
    "±": r"\pm",
    "≠": r"\neq",
    "≤": r"\leq",
    "≥": r"\geq",
    "≈": r"\approx",
    "∈": r"\in",
    "→": r"\to",
    "∖": r"\setminus",
    "…": r"\ldots",
    "′": "'",
    **{sign: f"^{{{number}}}" for number, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
}
_PART: Final = re.compile(r"(?:\*\*|\^)(\d+)|L_X|([*,])(?=\S)|([-'])(?=[-'])|.", re.DOTALL)
"""A power; a Lie derivative; where a line may end; what would be one sign with the next; any character."""


def to_latex(certificate: bytes) -> str:
    """The proof in a certificate as an article that LaTeX compiles."""
    accepted = checked(certificate)
    about = accepted.certificate.about
    _, *sections = explanation(accepted)
    lines = [_HEAD + r"\begin{document}", *_title(about), *_claim(accepted.claim)]
    for title, texts in sections:
        lines += _section(title, map(escaped, texts))
    lines += _footing(certificate)
    return "\n".join([*lines, r"\end{document}", ""])


def escaped(text: str) -> str:
    r"""A text as LaTeX shows it, with powers raised.

    >>> print(escaped("L_X w_1**2 = ∏h & \\input{x}"))
    $L_X$ w\_1\textsuperscript{2} = $\prod$h \& \textbackslash{}input\{x\}
    """
    return "".join(map(_sign, _PART.finditer(visible(text))))


def _sign(match: re.Match[str]) -> str:
    sign = match[0]
    if match[1]:
        return rf"\textsuperscript{{{match[1]}}}"
    if sign == "L_X":
        return "$L_X$"
    if match[2]:
        return rf"{sign}\allowbreak{{}}"
    if match[3]:
        return f"{sign}{{}}"
    if sign in _SIGNS:
        return f"${_SIGNS[sign]}$"
    if sign in _SPECIAL or sign.isascii():
        return _SPECIAL.get(sign, sign)
    return ascii(sign)[1:-1].replace("\\", r"\textbackslash{}")


def _title(about: Mapping[str, str]) -> Iterator[str]:
    names = [about["candidate"], about["model"]]
    yield rf"\title{{{escaped(': '.join(filter(None, names)) or 'A proof')}}}"
    yield rf"\author{{certsim {escaped(__version__)}}}"
    yield r"\date{}"
    yield r"\maketitle"


def _section(title: str, paragraphs: Iterable[str]) -> Iterator[str]:
    yield from ("", rf"\section*{{{escaped(title)}}}")
    for paragraph in paragraphs:
        yield from ("", paragraph)


def _claim(claim: Mapping[str, Any]) -> Iterator[str]:
    """The whole of the claim, and the model and the set in formulas, where these can be read."""
    said = (rf"\textbf{{{escaped(label)}}} {escaped(line)}" for label, line in claim_lines(claim))
    yield from _section("The claim", said)
    for row in claim_rows(claim):
        if row.is_formula:
            formulas = "\\\\\n".join(f"${formula}$" for formula in row.formulas)
            yield rf"\begin{{quote}}{formulas}\end{{quote}}"


def _footing(certificate: bytes) -> Iterator[str]:
    digest = _grouped(hashlib.sha256(certificate).hexdigest())
    said = "The kernel of certsim has accepted the certificate from which this is made. The SHA-256 of it:"
    yield from _section("The certificate", [said, rf"\texttt{{{digest}}}"])


def _grouped(digest: str) -> str:
    """The digest in groups of eight, between which a line may end."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
