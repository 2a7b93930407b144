"""The tests of modules run on one thread; without PyTorch each of their files is skipped, and says so."""

from __future__ import annotations

from importlib.util import find_spec

if find_spec("torch"):
    import torch

    torch.set_num_threads(1)
else:
    collect_ignore_glob = ["training.py", "zoo/*"]  # these hold no tests, and are imported for doctests
