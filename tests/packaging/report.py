"""Say in a few lines what a self-test's report holds; the exit code tells whether all is well.

python tests/packaging/report.py report.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
for difference in report["differences"]:
    print(difference)
versions = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
counts = ", ".join(f"{len(names)} {kind}" for kind, names in report["lists"].items())
print(f"frozen: {report['frozen']}; carries: {report['carries']}; {versions}")
print(f"{counts}; {len(report.get('samples', ()))} samples predicted")
window = report.get("window", {})
print(
    f"start, {window.get('platform')}: window after {window.get('seconds')} s, "
    f"{window.get('processor_seconds')} s of them the processor's; first answer after "
    f"{window.get('seconds_to_answer')} s"
)
print(f"{window.get('layers')} layers drawn into; all checked in {report['seconds']} s")
print("all as expected" if report["ok"] else "NOT as expected")
sys.exit(not (report["ok"] and report["frozen"]))
