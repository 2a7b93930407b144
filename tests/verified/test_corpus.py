"""The verified checker on the certificates that are kept: those that prove their claim, and others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction

import pytest

from certsim.verified import ACCEPTED, Answer
from tests.verified.both import judged, why_only_the_kernel
from tests.verified.conftest import PLACES, kept

Said = Mapping[str, Mapping[str, Answer]]

PROVED = ("accept", "proofs")
UNPROVED = ("reject", "malformed", "verified")
LEAST = Fraction(3, 4)
"""Of what the kernel accepts without an assumption, as certified or refuted.

A rule that the checker does not cover yet has certificates of its own in the corpus.
"""


@pytest.mark.parametrize("folder", PROVED)
def test_what_is_proved_is_valid_or_not_covered(said: Said, folder: str) -> None:
    """But for what has a reason of its own."""
    files = kept(folder)
    allowed = [Answer("valid"), Answer("valid if", "relu")]
    other = [
        (name, str(one))
        for name, one in said[folder].items()
        if one not in allowed
        and one.status != "not covered"
        and why_only_the_kernel(files[name], one) is None
    ]
    assert other == []


@pytest.mark.parametrize("folder", PROVED)
def test_the_assumptions_are_those_that_the_certificate_names(said: Said, folder: str) -> None:
    for name, data in kept(folder).items():
        if said[folder][name].status in ACCEPTED:
            assert said[folder][name].assumptions == json.loads(data)["assumptions"], name


@pytest.mark.parametrize("folder", UNPROVED)
def test_nothing_is_valid_that_is_not_proved(said: Said, folder: str) -> None:
    assert [name for name, one in said[folder].items() if one.status in ACCEPTED] == []


@pytest.mark.parametrize("folder", [*PROVED, *UNPROVED])
def test_what_is_valid_the_kernel_accepts(said: Said, folder: str) -> None:
    files = kept(folder)
    valid = [name for name, one in said[folder].items() if one.status in ACCEPTED]
    assert [name for name in valid if judged(files[name]) != "valid"] == []


def test_most_of_what_the_kernel_accepts_is_valid(said: Said) -> None:
    counted = valid = 0
    for folder in PROVED:
        for name, data in kept(folder).items():
            document = json.loads(data)
            if document["claim"]["verdict"] in ("certified", "refuted") and not document["assumptions"]:
                counted += 1
                valid += said[folder][name] == Answer("valid")
    assert Fraction(valid, counted) >= LEAST, f"{valid} of {counted}"


def test_every_folder_is_asked_about(said: Said) -> None:
    assert all(len(said[name]) == len(kept(name)) for name in PLACES)
    assert all(len(said[name]) > 20 for name in ("accept", "proofs", "reject", "malformed"))
