#!/bin/sh
# Pin every dependency with its hashes, for all platforms, without naming an index.
set -eu
cd "$(dirname "$0")/.."
compile() {
    uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
        --no-header --no-annotate --python-version 3.11 "$@"
}
compile pyproject.toml --all-extras -o requirements.lock
compile pyproject.toml --all-extras --group dev -c requirements.lock -o requirements-dev.lock
