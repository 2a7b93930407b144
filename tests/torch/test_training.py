"""What the zoo expects is what training does."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

torch = pytest.importorskip("torch")

from tests.torch.training import NEVER, OPTIMIZERS, Run, line, ties, train  # noqa: E402
from tests.torch.zoo import ZOO, Entry, Finding, mask  # noqa: E402

ROUNDING = 1e-9
LONG, SHORT, FIRST = 300, 30, 4


def claimed(entry: Entry, findings: Iterable[Finding]) -> torch.Tensor:
    """The trained entries that some findings name, in one line."""
    trained = [(n, p.shape) for n, p in entry.build()[0].named_parameters() if p.requires_grad]
    chosen = {name: torch.zeros(shape, dtype=torch.bool) for name, shape in trained}
    for finding in findings:
        for name, slices in finding.entries.items():
            chosen[name] |= mask(name, slices, chosen[name].shape, entry.expected.heads)
    return line(chosen.values())


def of_kind(entry: Entry, kind: str) -> torch.Tensor:
    return claimed(entry, (f for f in entry.expected.of("trapped") if f.kind == kind))


def of_verdicts(entry: Entry, *verdicts: str) -> torch.Tensor:
    return claimed(entry, (f for verdict in verdicts for f in entry.expected.of(verdict)))


def run(entry: Entry, optimizer: str, steps: int) -> Run:
    return train(entry.build(), optimizer, steps, entry.expected.symmetric_outputs)


def named(*verdicts: str) -> list[str]:
    return [name for name, entry in ZOO.items() if any(map(entry.expected.of, verdicts))]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("name", ZOO)
def test_training_keeps_what_is_trapped_and_nothing_else(name, optimizer):
    entry = ZOO[name]
    seen = run(entry, optimizer, LONG if entry.expected.of("trapped") else SHORT)
    spoken_for = of_verdicts(entry, "redundant", "convention", "data-dependent")
    still = ~seen.moved & ~spoken_for
    left = seen.moved & ~spoken_for
    found = ties(seen.start[left], seen.end[left])

    assert torch.equal(still & (seen.start == 0), of_kind(entry, "zero"))
    assert torch.equal(still & (seen.start != 0), of_kind(entry, "conserved"))
    assert torch.equal(found.tied, of_kind(entry, "tied")[left])
    assert torch.equal(found.opposite, of_kind(entry, "opposite")[left])
    assert int((still & (seen.start == 0)).sum()) + found.lost == entry.expected.dimension_drop


@pytest.mark.parametrize("name", named("redundant"))
def test_what_is_redundant_stays_where_it_is_but_for_rounding(name):
    seen = run(ZOO[name], "sgd", SHORT)
    chosen = of_verdicts(ZOO[name], "redundant")
    assert torch.allclose(seen.end[chosen], seen.start[chosen], rtol=ROUNDING, atol=ROUNDING)


@pytest.mark.parametrize("name", named("convention", "data-dependent"))
def test_what_is_held_by_a_convention_or_by_the_data_does_not_move(name):
    held = of_verdicts(ZOO[name], "convention", "data-dependent")
    assert not run(ZOO[name], "sgd", SHORT).moved[held].any()


@pytest.mark.parametrize("name", ZOO)
def test_gradients_that_are_zero_first_appear_when_it_is_said(name):
    entry = ZOO[name]
    spoken_for = of_verdicts(entry, "redundant", "convention", "data-dependent")
    said = torch.zeros_like(spoken_for, dtype=torch.long)
    for finding in entry.expected.of("delayed"):
        said[claimed(entry, [finding])] = finding.steps
    said[of_kind(entry, "zero") | of_kind(entry, "conserved")] = NEVER

    assert torch.equal(run(entry, "sgd", FIRST).first[~spoken_for], said[~spoken_for])
