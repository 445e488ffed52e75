#!/bin/sh
# Everything that belgi needs, from a bare Debian, Ubuntu or macOS with python3 and make:
# a virtual environment, the pinned packages and the OCR language data. Safe to repeat.
set -eu
cd "$(dirname "$0")/.."
venv=${VENV:-.venv}

say() { printf 'setup: %s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo -n "$@"
    else return 1
    fi
}

apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    say "installing with apt-get: $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1 || true
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

find_python() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

make_venv() {
    [ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1 && return 0
    rm -rf "$venv"
    "$python" -m venv "$venv" >/dev/null 2>&1 && return 0
    rm -rf "$venv"
    # Debian ships venv without pip's wheel until python3-venv is installed.
    apt_install python3-venv && "$python" -m venv "$venv" >/dev/null 2>&1 && return 0
    rm -rf "$venv"
    if command -v virtualenv >/dev/null 2>&1; then virtualenv -q -p "$python" "$venv" && return 0; fi
    if command -v uv >/dev/null 2>&1; then uv venv -q --seed -p "$python" "$venv" && return 0; fi
    say "cannot make a virtual environment. Install it with: apt-get install python3-venv"
    return 1
}

have_ocr() {
    for lang in "$@"; do
        found=
        for folder in "${TESSDATA_PREFIX:-}" /usr/share/tesseract-ocr/*/tessdata \
            /usr/share/tessdata /usr/local/share/tessdata /opt/homebrew/share/tessdata; do
            [ -n "$folder" ] && [ -f "$folder/$lang.traineddata" ] && found=1
        done
        [ -n "$found" ] || return 1
    done
}

python=$(find_python) || {
    say "Python 3.11 or newer is needed; found: $(python3 --version 2>&1 || echo none)"
    exit 1
}
make_venv
lock=${LOCK:-requirements-dev.lock}
stamp=$(cat "$lock" pyproject.toml scripts/setup.sh | cksum | tr -d ' ')
if [ ! -f "$venv/.belgi-$stamp" ]; then
    say "installing the pinned packages (once; some 200 MB)"
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-input \
        --require-hashes --only-binary :all: -r "$lock" 2>&1 |
        grep -v 'Location .* is ignored' >&2 || true
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-input \
        --no-deps --no-build-isolation \
        --config-settings editable_mode=compat -e . 2>&1 |
        grep -v 'Location .* is ignored' >&2 || true
    "$venv/bin/python" -c 'import pipeline, pikepdf, spacy, tesserocr' || {
        say "the packages could not be installed; the lines above say why"
        exit 1
    }
    rm -f "$venv"/.belgi-*
    : > "$venv/.belgi-$stamp"
fi
if ! have_ocr kaz rus bel eng; then
    apt_install tesseract-ocr-kaz tesseract-ocr-rus tesseract-ocr-bel tesseract-ocr-eng || true
fi
have_ocr kaz rus bel || {
    say "OCR data for Kazakh, Russian and Belarusian is missing. Install it with"
    say "    Debian, Ubuntu:  sudo apt-get install tesseract-ocr-kaz tesseract-ocr-rus tesseract-ocr-bel"
    say "    macOS:           brew install tesseract-lang"
    exit 7
}
