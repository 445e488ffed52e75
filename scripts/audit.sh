#!/bin/sh
# Known vulnerabilities of what belgi needs, and a list of it (SBOM, CycloneDX JSON).
#
#   scripts/audit.sh [SBOM]       default: build/sbom.json
#
# pip-audit and cyclonedx-bom run in an environment of their own, made for this. Says so
# where the source of advisories cannot be reached: "not checked" is not "none known".
# Exit codes: 0 nothing known, 1 something known, 7 could not be checked.
set -eu
cd "$(dirname "$0")/.."
sbom=${1:-build/sbom.json}
python=${PYTHON:-.venv/bin/python}
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
mkdir -p "$(dirname "$sbom")"

if ! "$python" -m venv "$tools/venv" ||
    ! "$tools/venv/bin/python" -m pip install -q --disable-pip-version-check \
        pip-audit cyclonedx-bom; then
    echo "audit: pip-audit and cyclonedx-bom could not be installed; not checked" >&2
    exit 7
fi

"$tools/venv/bin/cyclonedx-py" requirements requirements.lock \
    --pyproject pyproject.toml --output-reproducible --of JSON -o "$sbom"
echo "audit: SBOM written to $sbom"

for service in pypi osv; do
    "$tools/venv/bin/pip-audit" --requirement requirements.lock --require-hashes \
        --disable-pip --progress-spinner off --vulnerability-service "$service" \
        --format json --output "$tools/report" >"$tools/said" 2>&1 || true
    status=0
    "$python" scripts/read_audit.py "$tools/report" || status=$?
    [ "$status" -eq 7 ] || exit "$status"
done
exit 7
