"""The claims: the modules of proofs/, each with its theorems and its instances."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

from certsim import store
from certsim.errors import CertsimError
from proofs.harness.instances import Instance

PROOFS: Final = Path(__file__).parents[1]
CERTIFICATES: Final = PROOFS / "certificates"


@dataclass(frozen=True)
class Claim:
    """A module of proofs/: its statement, in its first line; its theorems; its instances."""

    name: str
    module: ModuleType

    @property
    def statement(self) -> str:
        """The first sentence of the module."""
        return " ".join((self.module.__doc__ or "").partition("\n\n")[0].split())

    @property
    def theorems(self) -> Sequence[str]:
        """The theorems of docs/theory.md that the module shows."""
        theorems: Sequence[str] = self.module.THEOREMS
        return theorems

    def instances(self) -> Sequence[Instance]:
        """The instances. Raises CertsimError where two have one name."""
        instances: Sequence[Instance] = tuple(self.module.instances())
        names = [instance.name for instance in instances]
        if twice := {name for name in names if names.count(name) > 1}:
            raise CertsimError(f"{self.name} has two instances {min(twice)!r}")
        return instances

    def kept(self) -> Sequence[Path]:
        """The certificates that are kept now."""
        return sorted((CERTIFICATES / self.name).glob("*.json"))

    def files(self, instances: Sequence[Instance]) -> Sequence[Path]:
        """Where the certificates of its instances are kept."""
        safe = store.safe_names(instance.name for instance in instances)
        return [CERTIFICATES / self.name / f"{name}.json" for name in safe]


def all_names() -> Sequence[str]:
    """The names of all claims."""
    return sorted(path.stem for path in PROOFS.glob("*.py") if not path.stem.startswith("_"))


def read_claims(names: Iterable[str] = ()) -> Sequence[Claim]:
    """The claims of these names, or all, in the order of their theorems.

    Raises CertsimError for a name that no claim has.
    """
    known, wanted = all_names(), list(names)
    if unknown := [name for name in wanted if name not in known]:
        raise CertsimError(f"no claim is called {unknown[0]!r}\nhint: the claims are {', '.join(known)}")
    claims = [Claim(name, importlib.import_module(f"proofs.{name}")) for name in wanted or known]
    return sorted(claims, key=lambda claim: ([int(each[1:]) for each in claim.theorems], claim.name))
