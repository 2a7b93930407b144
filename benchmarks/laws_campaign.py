"""The published table of networks as a campaign of `laws`: each network a spec, each number of laws compared.

The networks and the number of independent laws of each are in `data/conservation_laws.json`, which names its
source. The campaign is kept in the directory that is named: run it again and it goes on. Run it with
`python benchmarks/laws_campaign.py DIR`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from laws import DATA, table_of

from certsim import Options
from certsim.campaign import Campaign
from certsim.model.spec_text import spec_text


def write_specs(folder: Path, networks: Sequence[dict[str, Any]]) -> list[Path]:
    """A spec for each network."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, network in enumerate(networks):
        path = folder / f"{number:03}-{network['kind']}.toml"
        path.write_text(spec_text(table_of(network)), encoding="utf-8")
        paths.append(path)
    return paths


def main() -> None:
    """Runs the campaign, or what is left of it, and says where it differs from the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("--workers", type=int)
    parser.add_argument("--scheduler")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds for each network")
    parser.add_argument("--first", type=int, help="so many networks only")
    given = parser.parse_args()
    networks = json.loads(DATA.read_text(encoding="utf-8"))["networks"][: given.first]
    paths = write_specs(given.directory / "specs", networks)
    campaign = Campaign(given.directory)
    options = Options(timeout=given.timeout)
    status = campaign.run(
        paths, command="laws", options=options, workers=given.workers, scheduler=given.scheduler
    )
    print(status.summary)
    asked = set(map(str, paths))
    records = {record.spec: record for record in campaign.records() if record.spec in asked}
    wrong = 0
    for path, network in zip(paths, networks, strict=True):
        record, expected = records[str(path)], network["independent_laws"]
        found = record.result["independent"]
        if record.status or found != expected:
            wrong += 1
            reason = record.result["reason"] or "no reason"
            print(f"{path.name}: {found} laws, published {expected}, status {record.status} ({reason})")
    print(f"{len(networks) - wrong} of {len(networks)} as published, and complete")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
