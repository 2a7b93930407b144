"""`python -m tests.mutants --count N --seed S --workers W --out FILE`: a campaign.

Exit status 1 for a fault; the certificates at fault are in a folder beside FILE.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.mutants.campaign import Campaign, certify_examples, chunks, fingerprint, keep_faults, pool, told


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("mutants.json"))
    parser.add_argument(
        "--certificates", type=Path, help="a folder of more certificates, instead of the examples'"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.certificates is None:
            certify_examples(Path(folder))
        parts = pool(options.certificates or Path(folder))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    start, campaign = time.monotonic(), Campaign()
    about = {"seed": options.seed, "certificates": len(parts.names), "of": fingerprint(parts.documents)}
    for outcomes in chunks(parts, options.seed, options.count, options.workers):
        campaign.add(outcomes)
        figures = {**about, "seconds": round(time.monotonic() - start, 1), **campaign.figures()}
        options.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        keep_faults(campaign, options.out.with_suffix(""))
    for fault in campaign.faults:
        sys.stderr.write(f"{fault.number} ({fault.origin}): {told(fault)}\n")
    return 1 if campaign.faults else 0


if __name__ == "__main__":
    sys.exit(main())
