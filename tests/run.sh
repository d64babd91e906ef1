#!/usr/bin/env bash
# From a fresh Debian 12 or 13 to every test passed. --sanitizers adds the engine's tests under ASan + UBSan and the session's
# under TSan (builds of their own, about as long again). Vulkan is required: without a GPU the tests run on lavapipe, Mesa's software device.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=app/packages.sh
. "$here/app/packages.sh"
cd "$here"

sanitizers=
for argument in "$@"; do
  case "$argument" in
    --sanitizers) sanitizers=yes ;;
    *) echo "usage: tests/run.sh [--sanitizers]" >&2; exit 2 ;;
  esac
done

install_missing "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}"

export HEADLIGHT_REQUIRE_VULKAN=1 HEADLIGHT_VULKAN_VALIDATION=1
lavapipe=/usr/share/vulkan/icd.d/lvp_icd.x86_64.json
[ -f "$lavapipe" ] || lavapipe=$(ls /usr/share/vulkan/icd.d/lvp_icd*.json 2>/dev/null | head -n 1)
export VK_ICD_FILENAMES="$lavapipe" VK_DRIVER_FILES="$lavapipe"

echo "== build"
cmake --preset dev >/dev/null
cmake --build build/dev

echo "== window tests on a real X server"
QT_QPA_PLATFORM=xcb HEADLIGHT_ASSETS="$here/assets" xvfb-run -a -s "-screen 0 1920x1080x24" build/dev/tests/ui/window/test_ui_window

if [ -n "$sanitizers" ]; then
  # Without Vulkan: what lavapipe and LLVM leak at exit is not ours to find.
  echo "== engine and command line under ASan and UBSan"
  cmake --preset asan -DHEADLIGHT_GUI=OFF -DHEADLIGHT_VULKAN=OFF >/dev/null
  cmake --build build/asan
  env -u HEADLIGHT_REQUIRE_VULKAN -u HEADLIGHT_VULKAN_VALIDATION \
    ctest --test-dir build/asan -j 2 --output-on-failure --no-tests=error --timeout 900
  echo "== session under TSan"
  cmake --preset tsan -DHEADLIGHT_VULKAN=OFF >/dev/null
  cmake --build build/tsan --target test_engine_session
  env -u HEADLIGHT_REQUIRE_VULKAN -u HEADLIGHT_VULKAN_VALIDATION build/tsan/tests/engine/session/test_engine_session
fi

echo "== every test"
QT_QPA_PLATFORM=offscreen ctest --test-dir build/dev -j 2 --output-on-failure --no-tests=error --timeout 600
