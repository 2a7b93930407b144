"""Modules that were once refused, or said to be what they are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

torch = pytest.importorskip("torch")
nn = torch.nn
F = nn.functional

from certsim.torch import audit  # noqa: E402


@pytest.fixture(autouse=True)
def repeatable() -> None:
    torch.manual_seed(0)


class Translator(nn.Module):
    """Encoder and decoder, whose mask is made in the forward pass."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Transformer(8, 2, 1, 1, 16, dropout=0.0, batch_first=True)

    def forward(self, source: Any, target: Any) -> Any:
        mask = nn.Transformer.generate_square_subsequent_mask(target.shape[1])
        return self.inner(source, target, tgt_mask=mask)


def test_masks_of_transformers_are_not_looked_at() -> None:
    module, inputs = Translator(), (torch.randn(2, 4, 8), torch.randn(2, 3, 8))

    audited = audit(module, inputs)

    audited.assert_free("*")
    assert not audited.unsupported


class Adapter(nn.Module):
    """x + W₂ relu(W₁ x), with W₂ at zero."""

    def __init__(self) -> None:
        super().__init__()
        self.down, self.up = nn.Linear(4, 2), nn.Linear(2, 4)
        nn.init.zeros_(self.up.weight)

    def forward(self, x: Any) -> Any:
        return x + self.up(F.relu(self.down(x)))


def test_units_that_sleep_for_the_example_and_wait_for_a_step_are_delayed() -> None:
    module = Adapter()
    example = torch.randn(3, 4)
    with torch.no_grad():
        module.down.weight[0] = torch.tensor([1.0, 0, 0, 0])
        module.down.bias[0] = 0
        example[:, 0] = -1

    audited = audit(module, (example,))

    assert {str(finding.verdict) for finding in audited.findings} == {"delayed", "data-dependent"}


class Bag(nn.Module):
    """A mean of rows of a table, by an operation with results that nothing uses."""

    def __init__(self) -> None:
        super().__init__()
        self.table, self.head = nn.EmbeddingBag(9, 4, mode="max"), nn.Linear(4, 2)

    def forward(self, tokens: Any) -> Any:
        return self.head(self.table(tokens))


def test_results_without_entries_are_no_obstacle() -> None:
    module = Bag()
    nn.init.zeros_(module.head.weight)

    audited = audit(module, (torch.randint(9, (3, 5)),))

    assert audited.dimension == audited.trained


@dataclass
class Scores:
    """What a classifier returns."""

    loss: Any
    logits: Any


class Classifier(nn.Module):
    """It says what it thinks, and how wrong that is."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Linear(4, 3)

    def forward(self, x: Any, labels: Any) -> Scores:
        logits = self.head(x)
        return Scores(F.cross_entropy(logits, labels), [logits])


def test_modules_may_return_classes_of_data() -> None:
    module = Classifier()

    audited = audit(module, {"x": torch.randn(2, 4), "labels": torch.tensor([0, 2])})

    assert not audited.findings
    assert module.forward.__func__ is Classifier.forward
