#!/usr/bin/env bash
# Runs what pack.sh packed on this machine's GPU and writes one report:
#   ./check.sh [--out FOLDER] [--minutes N] [--device vulkan:N] [--torch cuda|cpu|no]
# FOLDER (default ./report) gets report.md and raw.tar.gz with every log. N: all of it together takes no longer (default 8; 40 on a
# software device, which is slow). Exit code 0: everything ran and passed. Nothing is installed; nothing is written elsewhere.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$here/report minutes='' device='' torch=cuda
usage() { sed -n 2,5p "${BASH_SOURCE[0]}" >&2; exit 2; }
while [ $# -gt 0 ]; do
  case "$1" in
    --out) out=${2:?--out needs a folder}; shift ;;
    --minutes) minutes=${2:?--minutes needs a number}; shift ;;
    --device) device=${2:?--device needs vulkan:N}; shift ;;
    --torch) torch=${2:?--torch needs cuda, cpu or no}; shift ;;
    *) usage ;;
  esac
  shift
done
[[ $minutes =~ ^[0-9]*$ && $torch =~ ^(cuda|cpu|no)$ && $device =~ ^(vulkan:[0-9]+)?$ ]] || usage

mkdir -p "$out"
out=$(cd "$out" && pwd)
raw=$out/raw
rm -rf "$raw" "$out/report.md" "$out/raw.tar.gz"
mkdir -p "$raw"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work" # a test run as root looks at its folder as somebody else
mkdir "$work"/{bin,lib,cache,home,tmp}
for program in "$here"/bin/*.gz; do gzip -dc "$program" >"$work/bin/$(basename "$program" .gz)"; done
chmod +x "$work"/bin/*
SECONDS=0
wrong=0 finished='' kind='' limit=480
steps=() tests=() failures=() # rows of the report's tables, and lines
listed=$raw/devices.log

# -- a surrounding in which the programs and the driver find what they link with

say() { printf '%3d s  %s\n' "$SECONDS" "$*" >&2; }

export LD_LIBRARY_PATH="$work/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
borrowed=()
borrow() { # borrow NAME: the folder's copy of a library, from now on. The machine's own is better where it will do: drivers use it too.
  if [ ! -f "$here/lib/$1.gz" ] || [ -e "$work/lib/$1" ]; then return 1; fi
  gzip -dc "$here/lib/$1.gz" >"$work/lib/$1"
  borrowed+=("$1")
}
complete() { # complete FILE...: borrows what these lack until they lack nothing that we have; prints what stays missing
  local found missing again=yes
  while [ -n "$again" ]; do
    again=
    found=$(ldd "$@" 2>&1 || true)
    missing=$(awk '/=> not found/ { print $1 }
      /version .* not found/ { sub(/:$/, "", $2); n = split($2, part, "/"); print part[n] }' <<<"$found" | sort -u)
    for name in $missing; do if borrow "$name"; then again=yes; fi; done
  done
  printf '%s\n' "$missing"
}
complete "$work"/bin/* >"$work/missing"
borrow libVkLayer_khronos_validation.so || true
complete "$work/lib/libVkLayer_khronos_validation.so" >>"$work/missing"
# The driver's manifest, where the loader would not look by itself.
if [ -z "${VK_DRIVER_FILES:-}${VK_ICD_FILENAMES:-}" ]; then
  known=$(find /etc/vulkan/icd.d /usr/share/vulkan/icd.d /usr/local/share/vulkan/icd.d -name '*.json' 2>/dev/null || true)
  if ! grep -q nvidia <<<"$known"; then
    elsewhere=$(find /usr/local/nvidia /usr/lib/nvidia* /opt -maxdepth 6 -name 'nvidia_icd*.json' 2>/dev/null | head -n 1 || true)
    [ -z "$elsewhere" ] || export VK_DRIVER_FILES="$elsewhere" VK_ICD_FILENAMES="$elsewhere"
  fi
fi
manifests=$(tr ':' '\n' <<<"${VK_DRIVER_FILES:-${VK_ICD_FILENAMES:-${known:-}}}")
for manifest in $manifests; do
  library=$(sed -n 's/.*"library_path"[^"]*"\([^"]*\)".*/\1/p' "$manifest" 2>/dev/null || true)
  [[ $library == */* ]] || library=$(ldconfig -p 2>/dev/null | awk -v name="$library" '$1 == name { print $NF; exit }')
  [ -f "${library:-}" ] || continue
  complete "$library" | sed "s|^\(..*\)|\1 (for $library)|" >>"$work/missing"
done

export VK_LAYER_PATH="$here/layers" HEADLIGHT_ASSETS="$here/assets" HEADLIGHT_TEST_VECTORS="$here/tests/vectors"
export HEADLIGHT_SHARED_DATA="$work/none" HOME="$work/home" TMPDIR="$work/tmp" PYTHONDONTWRITEBYTECODE=1
# Pipelines that ours and the driver keep, in places of this run.
caches() { # caches FOLDER
  mkdir -p "$1"
  export XDG_CACHE_HOME="$1/ours" MESA_SHADER_CACHE_DIR="$1/mesa" __GL_SHADER_DISK_CACHE_PATH="$1/nvidia"
  mkdir -p "$XDG_CACHE_HOME" "$MESA_SHADER_CACHE_DIR" "$__GL_SHADER_DISK_CACHE_PATH"
}
caches "$work/cache/tests"

# -- the report: written anew after every step, so that whoever is stopped half-way leaves one

shown() { # shown LOG: what a step said, else why it said nothing
  if [ -s "$raw/$1.log" ]; then
    cat "$raw/$1.log"
  elif [ -s "$raw/$1.err" ]; then
    tail -n 3 "$raw/$1.err"
  else
    echo "nothing"
  fi
}
card=
if command -v nvidia-smi >/dev/null; then
  card=$(timeout 20 nvidia-smi --query-gpu=name,driver_version,memory.total,pstate,clocks.sm,clocks.mem --format=csv,noheader 2>&1 | paste -sd';' || true)
fi
write_report() {
  echo "# Headlight on ${kind:-${device:-no Vulkan device}}"
  echo
  if [ -z "$finished" ]; then
    echo "**Stopped before the end.**"
  elif [ "$wrong" -eq 0 ]; then
    echo "**Everything ran and passed.**"
  else
    echo "**Not everything ran and passed: see below.**"
  fi
  echo "Commit $(cat "$here/commit"), $(date -u '+%Y-%m-%d %H:%M') UTC, $SECONDS s of at most $limit."
  echo
  echo "| machine | |"
  echo "|---|---|"
  echo "| system | $(. /etc/os-release 2>/dev/null && echo "$PRETTY_NAME"), Linux $(uname -r), glibc $(ldd --version 2>/dev/null | sed -n '1s/.* //p') |"
  echo "| processor | $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) usable |"
  [ -z "$card" ] || echo "| nvidia-smi | $card |"
  echo "| driver's manifest | ${VK_DRIVER_FILES:-${VK_ICD_FILENAMES:-found by the loader}} |"
  echo "| libraries borrowed from the folder | ${borrowed[*]:-none} |"
  echo "| libraries missing | $(sort -u "$work/missing" | paste -sd' ' | sed 's/^ *$/none/') |"
  echo
  echo '```'
  shown devices
  echo '```'
  if [ -n "$device" ]; then
    echo
    echo "## Device"
    echo
    shown facts
    echo
    echo "## Tests, with core and synchronization validation"
    echo
    echo "| | ran | passed | skipped | failed | |"
    echo "|---|---|---|---|---|---|"
    [ ${#tests[@]} -eq 0 ] || printf '%s\n' "${tests[@]}"
    echo
    if [ ${#failures[@]} -gt 0 ]; then printf '%s\n' "${failures[@]}"; else echo "No failure."; fi
    echo
    echo "## Speed"
    echo
    echo "What the device does at best (reading its memory through storage and texel buffers, a dispatch that waits for the one before, a submit):"
    echo
    echo '```'
    shown speed
    echo '```'
    shown p14
    echo
    echo "## Start"
    echo
    for start in "first:nothing cached" "second:ours and the driver's caches full" "ours-alone:our pipeline file, the driver's cache emptied"; do
      echo "- ${start#*:}: $(shown "start-${start%%:*}")"
    done
    echo
    echo '```'
    shown predict
    echo '```'
  fi
  echo
  echo "## Steps"
  echo
  echo "| step | took | |"
  echo "|---|---|---|"
  printf '%s\n' "${steps[@]}"
}

# -- steps: each has a limit of its own, and none goes beyond the time of all

left() { echo $((limit - SECONDS)); }
# step NAME SECONDS COMMAND...: output to raw/NAME.log; returns the command's status, 124 where its time was up, 125 where none was left
step() {
  local name=$1 most=$2 status=0 begun=$SECONDS
  shift 2
  [ "$most" -le "$(left)" ] || most=$(left)
  if [ "$most" -lt 3 ]; then
    steps+=("| $name | – | not run: no time left |")
    wrong=1
    return 125
  fi
  say "$name (at most $most s)"
  timeout -k 5 "$most" "$@" >"$raw/$name.log" 2>"$raw/$name.err" || status=$?
  local said="exit $status"
  case $status in 0) said=ok ;; 124 | 137) said="stopped after $most s" status=124 ;; esac
  [ "$status" -eq 0 ] || wrong=1
  steps+=("| $name | $((SECONDS - begun)) s | $said |")
  write_report >"$out/report.md"
  return "$status"
}

# run_tests NAME SECONDS BINARY FILTER [ENVIRONMENT...]: a googletest binary under validation. One that dies is run again without the test
# that killed it, so that one fault does not hide the others.
run_tests() {
  local name=$1 most=$2 binary=$3 filter=$4 begun=$SECONDS status=0 try=0 except='' log ended killer
  shift 4
  local ran=0 passed=0 skipped=0 failed=0
  while :; do
    log=$raw/$name$([ "$try" -eq 0 ] || echo "-again-$try").log
    step "$(basename "$log" .log)" $((most - (SECONDS - begun))) env "$@" HEADLIGHT_REQUIRE_VULKAN=1 HEADLIGHT_VULKAN_VALIDATION=1 \
      HEADLIGHT_TEST_DEVICE="$device" "$work/bin/$binary" --gtest_color=no --gtest_filter="$filter-$except" && status=0 || status=$?
    [ -f "$log" ] || break # there was no time for it
    ended=$(grep -c '^\[==========\] .* ran\.' "$log" || true)
    ran=$((ran + $(grep -c '^\[ RUN ' "$log" || true)))
    passed=$((passed + $(grep -c '^\[       OK \]' "$log" || true)))
    skipped=$((skipped + $(grep -c '^\[  SKIPPED \].* ms)$' "$log" || true)))
    failed=$((failed + $(grep -c '^\[  FAILED  \].* ms)$' "$log" || true)))
    while read -r line; do failures+=("- $name: $line"); done < <(sed -n 's/^\[  FAILED  \] \(.*\) ([0-9]* ms)$/\1/p' "$log")
    [ "$ended" -eq 0 ] || break
    killer=$(sed -n 's/^\[ RUN      \] //p' "$log" | tail -n 1)
    if [ "$status" -eq 124 ]; then
      failures+=("- $name: its time was up in ${killer:-the beginning}; what came after did not run")
      break
    fi
    failures+=("- $name: **died** (exit $status) in ${killer:-the beginning}: $(tail -n 1 "${log%.log}.err" | cut -c1-200)")
    try=$((try + 1))
    if [ -z "$killer" ] || [ "$try" -gt 3 ]; then break; fi
    failed=$((failed + 1))
    # What has run already need not run again.
    except=$except:$(sed -n 's/^\[ RUN      \] //p' "$log" | paste -sd:)
  done
  [ "$ran" -gt 0 ] || failures+=("- $name: no test ran")
  [ "$passed" -gt 0 ] || wrong=1
  tests+=("| $name | $ran | $passed | $skipped | $failed | $((SECONDS - begun)) s |")
}

step devices 60 "$work/bin/headlight" devices || true
[ -n "$device" ] || device=$(awk '$1 == "*" && $2 ~ /^vulkan:/ { print $2; exit }' "$listed" 2>/dev/null || true)
[ -n "$device" ] || device=$(awk '$1 ~ /^vulkan:/ { print $1; exit }' "$listed" 2>/dev/null || true)
kind=$(awk -v device="$device" '$1 == device || $2 == device { sub(/^[* ]*/, ""); print }' "$listed" 2>/dev/null || true)
software=
if [[ $kind == *"software Vulkan"* ]]; then software=yes; fi
[ -n "$minutes" ] || minutes=$([ -n "$software" ] && echo 40 || echo 8)
limit=$((minutes * 60 - 10)) # the report itself

# A software device takes as long as it takes.
within() { if [ -n "$software" ]; then echo $(($1 * 15)); else echo "$1"; fi; }
if [ -n "$device" ]; then
  number=${device#vulkan:}
  step facts "$(within 20)" "$work/bin/gpu_device_facts" "$number" || true
  step speed "$(within 25)" "$work/bin/gpu_device_speed" "$number" "$([ -n "$software" ] && echo 128 || echo 2048)" || true
  caches "$work/cache/start"
  step start-first "$(within 40)" "$work/bin/bench_vulkan_start" "$device" || true
  step start-second "$(within 30)" "$work/bin/bench_vulkan_start" "$device" || true
  rm -rf "$MESA_SHADER_CACHE_DIR" "$__GL_SHADER_DISK_CACHE_PATH"
  caches "$work/cache/start"
  step start-ours-alone "$(within 40)" "$work/bin/bench_vulkan_start" "$device" || true
  caches "$work/cache/tests"
  step predict "$(within 20)" "$work/bin/headlight" predict storyteller --text "Once upon a time" --top 3 --device "$device" || true
  if command -v python3 >/dev/null && [ -s "$raw/speed.log" ]; then
    most=$(within 120)
    [ "$most" -le "$(left)" ] || most=$(left)
    step p14 "$most" python3 "$here/tests/gpu/measure.py" --bench "$work/bin/bench_forward" --device "$device" --speed "$raw/speed.log" \
      --scratch "$work/p14" --seconds $((most - 5)) --repeats "$([ -n "$software" ] && echo 1 || echo 5)" --torch "$torch" || true
    cp "$work"/p14/logs/*.log "$raw/" 2>/dev/null || true
    rm -rf "$work/p14"
  else
    steps+=("| p14 | – | not run: $(command -v python3 >/dev/null && echo 'the device speed is not known' || echo 'no python3') |")
    wrong=1
  fi
  # Vulkan's tests on the device's own kernels, then the other family: GPUs run a software device's kernels, lavapipe a GPU's.
  other=$([ -n "$software" ] && echo gpu || echo software)
  run_tests vk "$(within 90)" test_vk '*'
  run_tests ops "$(within 40)" test_engine_ops '*'
  run_tests models "$(within 60)" test_engine_models '*'
  run_tests run "$(within 80)" test_engine_run '*'
  for part in ops models run; do
    run_tests "$part-$other-kernels" "$(within 60)" "test_engine_$part" '*vulkan*' HEADLIGHT_VULKAN_KERNELS="$other"
  done
else
  wrong=1
fi

finished=yes
write_report >"$out/report.md"
tar -C "$out" -czf "$out/raw.tar.gz" raw && rm -rf "$raw"
say "$out/report.md"
exit "$wrong"
