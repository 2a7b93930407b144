"""An audit finds in each module of the zoo what is expected, and nothing else."""

from __future__ import annotations

from collections import defaultdict

import pytest

torch = pytest.importorskip("torch")

from certsim.torch import audit  # noqa: E402
from tests.torch.zoo import ZOO, Entry, mask  # noqa: E402

FREE_OF_TRAPS = [name for name, entry in ZOO.items() if not entry.expected.of("trapped")]


def told(findings, entry: Entry):
    """By verdict, kind and steps: each parameter with its entries, however they are grouped and spelled."""
    shapes = {name: parameter.shape for name, parameter in entry.build()[0].named_parameters()}
    chosen = defaultdict(set)
    for finding in findings:
        kind = finding.kind if finding.verdict == "trapped" else None
        for name, slices in finding.entries.items():
            where = mask(name, slices, shapes[name], entry.expected.heads).nonzero().tolist()
            chosen[str(finding.verdict), kind and str(kind), finding.steps] |= {(name, *at) for at in where}
    return dict(chosen)


def count(entry: Entry) -> int:
    return sum(p.numel() for p in entry.build()[0].parameters() if p.requires_grad)


@pytest.mark.parametrize("name", ZOO)
def test_an_audit_finds_what_is_expected_and_nothing_else(name):
    entry = ZOO[name]
    found = audit(*entry.build(), symmetric_outputs=entry.expected.symmetric_outputs)
    assert told(found.findings, entry) == told(entry.expected.findings, entry)
    assert found.dimension == count(entry) - entry.expected.dimension_drop
    assert not found.unsupported


def test_what_trains_is_no_small_part_of_the_zoo():
    assert len(FREE_OF_TRAPS) >= 15
    assert all(ZOO[name].expected.dimension_drop == 0 for name in FREE_OF_TRAPS)


def test_the_convention_at_the_kink_makes_a_trap_of_what_it_holds():
    entry = ZOO["relu_unit_at_its_kink"]
    found = audit(*entry.build(), relu0=True)
    assert {(str(f.verdict), str(f.kind)) for f in found.findings} == {
        ("trapped", "zero"),
        ("trapped", "conserved"),
    }
    assert found.dimension == count(entry) - 5
