#!/usr/bin/env bash
# From a fresh Debian 12 or 13 to the running program: installs what is missing, builds, starts. Arguments go to the program
# (see `app/run.sh --help`). A second run installs and rebuilds nothing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=app/packages.sh
. "$here/app/packages.sh"

install_missing "${build_packages[@]}" "${run_packages[@]}"

build="$here/build/release"
[ "$build/build.ninja" -nt "$here/CMakePresets.json" ] || (cd "$here" && cmake --preset release >/dev/null)
cmake --build "$build" --target headlight -- --quiet 2>/dev/null || cmake --build "$build" --target headlight
exec "$build/app/headlight" "$@"
