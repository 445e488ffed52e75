"""Say what pip-audit found, and never take "not checked" for "nothing known".

    python scripts/read_audit.py REPORT

Exit codes: 0 nothing known of any package, 1 something known, 7 not all were checked.
"""

import json
import sys
from pathlib import Path


def main(report: Path) -> int:
    """Read a report of pip-audit as JSON and print what it says."""
    try:
        packages = json.loads(report.read_text())["dependencies"]
    except (OSError, ValueError, KeyError):
        print("audit: NOT CHECKED: the source of advisories gave no answer")
        return 7
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    known = [package for package in packages if package.get("vulns")]
    for package in known:
        names = ", ".join(vulnerability["id"] for vulnerability in package["vulns"])
        print(f"audit: {package['name']} {package['version']}: {names}")
    if known:
        return 1
    if skipped or not packages:
        count = f"{len(skipped)} of {len(packages)}"
        print(f"audit: NOT CHECKED: the source does not know {count} packages")
        return 7
    print(f"audit: nothing known of {len(packages)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
