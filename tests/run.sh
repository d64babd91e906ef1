#!/usr/bin/env bash
# From a fresh Debian 12 or 13 to every test passed. With --sanitizers: every test under ASan + UBSan too, and the tests of
# threads under TSan (builds of their own; README.md says what it takes). Where CI=true that is so, and warnings are errors.
# Vulkan is required: without a GPU the tests run on lavapipe, Mesa's software device.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=app/packages.sh
. "$here/app/packages.sh"
cd "$here"

# Where everything is compiled once and nobody debugs it: without lines for stack traces, which are a fifth of the time,
# and no more optimised than tests need. (Faults are named by their functions; for lines build the preset by hand.
# Precompiled headers would save a sixth, but GCC 12 crashes on them where a file has other flags than they have.)
sanitizers='' warnings_are_errors=OFF once=() once_sanitized=()
if [ "${CI:-}" = true ]; then
  sanitizers=yes warnings_are_errors=ON
  once=(-DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g0")
  once_sanitized=(-DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g0 -D_GLIBCXX_ASSERTIONS")
fi
# What one clone has compiled need not be compiled again in another.
export CCACHE_BASEDIR="$here" CCACHE_NOHASHDIR=1
for argument in "$@"; do
  case "$argument" in
    --sanitizers) sanitizers=yes ;;
    *) echo "usage: tests/run.sh [--sanitizers]" >&2; exit 2 ;;
  esac
done

# stage NAME: begins it; minutes holds what those before it took.
stage_name='' stage_began=0 minutes=''
stage() {
  local now=$SECONDS
  if [ -n "$stage_name" ]; then
    minutes+=$(printf '%3d:%02d  %s' $(((now - stage_began) / 60)) $(((now - stage_began) % 60)) "$stage_name")$'\n'
  fi
  stage_name=$1 stage_began=$now
  echo "== $1"
}

stage "packages"
install_missing "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}"

export HEADLIGHT_REQUIRE_VULKAN=1 HEADLIGHT_VULKAN_VALIDATION=1 GTEST_BRIEF=1  # what passed would hide what did not
lavapipe=/usr/share/vulkan/icd.d/lvp_icd.x86_64.json
for other in /usr/share/vulkan/icd.d/lvp_icd*.json; do
  [ -f "$lavapipe" ] || lavapipe=$other
done
export VK_ICD_FILENAMES="$lavapipe" VK_DRIVER_FILES="$lavapipe"

stage "build"
cmake --preset dev -DHEADLIGHT_WERROR="$warnings_are_errors" "${once[@]}" >/dev/null
cmake --build build/dev

stage "window tests on a real X server"
QT_QPA_PLATFORM=xcb HEADLIGHT_ASSETS="$here/assets" xvfb-run -a -s "-screen 0 1920x1080x24" build/dev/tests/ui/window/test_ui_window

if [ -n "$sanitizers" ]; then
  # Addresses as the sanitizers' shadow expects them: a kernel may shift them further than those of Debian 12 know.
  fixed_addresses=()
  if setarch -R true 2>/dev/null; then fixed_addresses=(setarch -R); fi

  stage "build under ASan and UBSan"
  cmake --preset asan "${once_sanitized[@]}" >/dev/null
  cmake --build build/asan

  # Without the validation layers, which the last stage has.
  stage "every test under ASan and UBSan"
  env -u HEADLIGHT_VULKAN_VALIDATION QT_QPA_PLATFORM=offscreen \
    ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1 \
    LSAN_OPTIONS=suppressions="$here/tests/lsan.supp":print_suppressions=0 \
    "${fixed_addresses[@]}" ctest --test-dir build/asan -j 2 --output-on-failure --no-tests=error --timeout 1800

  stage "build under TSan"
  cmake --preset tsan "${once_sanitized[@]}" >/dev/null
  cmake --build build/tsan --target headlight_thread_tests

  stage "session, bridge and thread pool under TSan"
  env -u HEADLIGHT_REQUIRE_VULKAN -u HEADLIGHT_VULKAN_VALIDATION TSAN_OPTIONS=suppressions="$here/tests/tsan.supp":halt_on_error=1 \
    "${fixed_addresses[@]}" ctest --test-dir build/tsan -L '^threads$' --output-on-failure --no-tests=error --timeout 900
fi

stage "the command line of a build without window and Vulkan"
cmake -S . -B build/bare -G Ninja -DCMAKE_BUILD_TYPE=Debug -DHEADLIGHT_GUI=OFF -DHEADLIGHT_VULKAN=OFF -DHEADLIGHT_BENCH=OFF \
  -DHEADLIGHT_WERROR="$warnings_are_errors" >/dev/null
cmake --build build/bare --target test_app_cli
env -u HEADLIGHT_REQUIRE_VULKAN HEADLIGHT_ASSETS="$here/assets" build/bare/tests/app/test_app_cli --gtest_brief=1

stage "every test"
printf 'minutes of the stages before:\n%s' "$minutes"
QT_QPA_PLATFORM=offscreen ctest --test-dir build/dev -j 2 --output-on-failure --no-tests=error --timeout 900
