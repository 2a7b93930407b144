"""What needs the extra `mutation` is no test: `make mutate` runs it."""

from __future__ import annotations

collect_ignore = ["program.py"]
