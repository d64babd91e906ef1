#!/usr/bin/env bash
# From a fresh Debian 12 or 13 to the running program: installs what is missing, builds, starts. Arguments go to the program
# (see `app/run.sh --help`). A second run installs and rebuilds nothing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=app/packages.sh
. "$here/app/packages.sh"

# A second run asks apt nothing: the svg package is looked up only where neither name is installed.
svg=$(dpkg-query -W -f '${Package}\n' qt6-svg-dev libqt6svg6-dev 2>/dev/null | head -n 1 || true)
if [ -z "$svg" ]; then
  install_missing "${build_packages[@]}" "${run_packages[@]}"
  svg=$(svg_package)
fi
install_missing "${build_packages[@]}" "${run_packages[@]}" "$svg"

build="$here/build/release"
[ -f "$build/build.ninja" ] || cmake -S "$here" --preset release >/dev/null
cmake --build "$build" --target headlight -- --quiet 2>/dev/null || cmake --build "$build" --target headlight
exec "$build/app/headlight" "$@"
