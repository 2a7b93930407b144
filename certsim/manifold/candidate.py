"""The home of `Candidate` for the rooms above; it is read where specs are read."""

from certsim.model.candidate import Candidate

__all__ = ["Candidate"]
