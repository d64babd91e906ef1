#!/usr/bin/env bash
# Ours and the peers in turn on the same random models, and the table of targets: tests/bench/README.md, "Peers".
#   tests/bench/peers/run.sh [--quick] [--cpu-time] [--phases one,two,half,families,vulkan,window] [--cache DIR] [--build DIR] [--install-only]
# Peers and models go to ${XDG_CACHE_HOME:-~/.cache}/headlight-peers (about 5 GB), never into the project; a second run installs
# and makes nothing and needs no network. A peer that cannot be installed is missing in the table, with the reason.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
# shellcheck source=../../../app/packages.sh
. "$root/app/packages.sh"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/headlight-peers
build=
install_only=
pass=()
while [ $# -gt 0 ]; do
  case "$1" in
    --quick | --cpu-time) pass+=("$1") ;;
    --phases) pass+=("$1" "${2:?--phases needs a list}"); shift ;;
    --cache) cache=${2:?--cache needs a folder}; shift ;;
    --build) build=${2:?--build needs a build folder}; shift ;;
    --install-only) install_only=yes ;;
    *) echo "usage: tests/bench/peers/run.sh [--quick] [--cpu-time] [--phases LIST] [--cache DIR] [--build DIR] [--install-only]" >&2; exit 2 ;;
  esac
  shift
done
mkdir -p "$cache/problems" "$cache/logs"
cache=$(cd "$cache" && pwd)
case "$cache/" in "$root"/*) echo "peers: $cache lies in the project; choose another --cache" >&2; exit 2 ;; esac

say() { echo "peers: $*" >&2; }

# why LOG: one line of it that says why.
why() {
  if grep -qE 'NewConnectionError|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|Network is unreachable|Temporary failure' "$1"; then
    echo "the package index cannot be reached"
  else
    { grep -i error "$1" || cat "$1"; } | tail -n 1 | cut -c1-200
  fi
}

# attempt NAME VERSION COMMAND...: runs COMMAND once per VERSION; afterwards problems/NAME is there exactly if it failed.
attempt() {
  local name=$1 version=$2 log="$cache/logs/install-$1.log"
  shift 2
  [ "$(cat "$cache/.installed-$name" 2>/dev/null)" = "$version" ] && return 0
  say "installing $name ($version) into $cache"
  rm -f "$cache/.installed-$name"
  if "$@" >"$log" 2>&1; then
    rm -f "$cache/problems/$name"
    echo "$version" >"$cache/.installed-$name"
  else
    echo "it could not be installed: $(why "$log") ($log)" >"$cache/problems/$name"
    say "$name: $(cat "$cache/problems/$name")"
  fi
}

pip() { "$cache/venv/bin/python" -m pip install --disable-pip-version-check -q -c "$here/constraints.txt" "$@"; }
pinned() { grep -i "^$1==" "$here/constraints.txt"; }

# These run where `set -e` does not reach (attempt asks whether they failed): every step says `|| return`.
make_venv() {
  python3 -c 'import ensurepip, venv' 2>/dev/null || install_missing python3-venv || return
  rm -rf "$cache/venv" "$cache"/.installed-{base,onnxruntime,pytorch}  # what was in the old one is gone
  python3 -m venv "$cache/venv"
}
install_torch() {
  # The build without CUDA: from the configured index where it has one, else from PyTorch's own. Plain PyPI has only the
  # large one, which computes the same on the CPU.
  local version
  version=$(pinned torch)
  pip "$version+cpu" || pip --extra-index-url https://download.pytorch.org/whl/cpu "$version+cpu" || pip "$version" || return
  pip transformers onnx onnxscript
}
install_wasm() {
  command -v node >/dev/null || install_missing nodejs || return
  command -v npm >/dev/null || install_missing npm || return
  echo '{"private": true}' >"$cache/package.json"
  # Without a network npm waits for many minutes unless told otherwise.
  (cd "$cache" && timeout 600 npm install --no-audit --no-fund --ignore-scripts --save-exact --fetch-retries=1 \
    --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000 "onnxruntime-web@$wasm_version")
}

wasm_version=1.30.0
export PIP_NO_INPUT=1 PIP_RETRIES=2 PYTHONDONTWRITEBYTECODE=1
attempt venv "$(python3 --version)" make_venv
attempt base "$(pinned numpy) $(pinned tokenizers)" pip numpy tokenizers
attempt onnxruntime "$(pinned onnxruntime)" pip onnxruntime
attempt pytorch "$(pinned torch) $(pinned transformers) $(pinned onnx) $(pinned onnxscript)" install_torch
attempt wasm "onnxruntime-web $wasm_version" install_wasm

# Ours needs numpy only, from wherever.
python=
for candidate in "$cache/venv/bin/python" python3 /usr/bin/python3; do
  "$candidate" -c 'import numpy' 2>/dev/null && python=$candidate && break
done
[ -n "$python" ] || { install_missing python3-numpy && python=/usr/bin/python3; }
"$python" "$here/make_models.py" "$cache" >&2 2>"$cache/logs/make_models.log" || {
  say "the models could not be made ($cache/logs/make_models.log): $(tail -n 1 "$cache/logs/make_models.log")"
  exit 1
}
[ -n "$install_only" ] && exit 0

if [ -z "$build" ]; then
  install_missing "${build_packages[@]}" "${run_packages[@]}" libgtest-dev libbenchmark-dev
  build=$root/build/dev
  (cd "$root" && cmake --preset dev >/dev/null)
  cmake --build "$build" --target bench_forward bench_edit_to_picture >&2
fi

export HEADLIGHT_ASSETS=$root/assets HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1
unset HEADLIGHT_VULKAN_VALIDATION HEADLIGHT_MAX_STORAGE_RANGE HEADLIGHT_MAX_GROUPS
exec python3 "$here/compare.py" --cache "$cache" --build "$build" "${pass[@]}"
