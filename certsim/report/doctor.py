"""Which parts of certsim are installed, and what each is for."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib import metadata
from typing import Any, Final, TypeAlias

from certsim.algebra import singular
from certsim.verified import HINT, NAME, find_program

Json: TypeAlias = Any


@dataclass(frozen=True)
class Part:
    """A program or library that certsim uses; `version` is None where it is not there."""

    name: str
    version: str | None
    required: bool
    purpose: str

    def to_json(self) -> Json:
        """An entry of `parts` in what `doctor --json` prints."""
        return {
            "name": self.name,
            "version": self.version,
            "required": self.required,
            "purpose": self.purpose,
        }


_PACKAGES: Final = (
    ("click", True, "the command line"),
    ("jsonschema-rs", True, "spec files: their shape"),
    ("lark", True, "spec files: expressions"),
    ("numpy", True, "search: orbits and conserved quantities"),
    ("python-flint", True, "search: polynomials and ideals"),
    ("sympy", True, "the library: from_sympy and to_sympy"),
    ("tree-sitter", True, "spec files: places of errors"),
    ("tree-sitter-toml", True, "spec files: places of errors"),
    ("z3-solver", True, "search: side conditions over the reals"),
    ("distributed", False, "campaign --scheduler (pip install 'certsim[dask]')"),
    ("jinja2", False, "report (pip install 'certsim[report]')"),
    ("latex2mathml", False, "report (pip install 'certsim[report]')"),
    ("matplotlib", False, "orbit --svg (pip install 'certsim[plot]')"),
    ("safetensors", False, "audit --checkpoint (pip install 'certsim[torch]')"),
    ("scipy", False, "orbit --svg (pip install 'certsim[plot]')"),
    ("torch", False, "audit (pip install 'certsim[torch]')"),
)


def parts() -> list[Part]:
    """Python, certsim's dependencies and its optional parts, looked up but not loaded."""
    python = Part("Python", platform.python_version(), True, "the kernel needs nothing else")
    packages = (Part(name, _version(name), required, use) for name, required, use in _PACKAGES)
    accelerator = Part("Singular", singular.version(), False, "search: Gröbner bases, if CERTSIM_SINGULAR=1")
    use = f"check --verified, certify --verified ({HINT})"
    verified = Part(NAME, "present" if find_program() else None, False, use)
    return [python, *packages, accelerator, verified]


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
