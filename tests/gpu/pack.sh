#!/usr/bin/env bash
# Builds what a GPU has to be shown, and packs it into a folder that runs where nothing of ours can be installed:
#   tests/gpu/pack.sh [OUT]      OUT (default build/gpu-check) and OUT.tar.gz; README.md says how it is run
# Release, without the window, in build/gpu. At most 60 MiB, else it fails.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=app/packages.sh
. "$here/app/packages.sh"
cd "$here"
[ $# -le 1 ] || { echo "usage: tests/gpu/pack.sh [OUT]" >&2; exit 2; }
out=$(realpath -m "${1:-build/gpu-check}")
mebibytes=60

install_missing "${build_packages[@]}" "${test_packages[@]}"
programs=(headlight bench_forward bench_vulkan_start gpu_device_facts gpu_device_speed
          test_vk test_engine_ops test_engine_models test_engine_run)
cmake -S . -B build/gpu -G Ninja -DCMAKE_BUILD_TYPE=Release -DHEADLIGHT_GUI=OFF -DHEADLIGHT_WERROR=OFF >/dev/null
cmake --build build/gpu --target "${programs[@]}"

if [ -e "$out" ] && [ ! -f "$out/check.sh" ]; then
  echo "pack: $out is there and is none of ours; name another folder" >&2
  exit 1
fi
rm -rf "$out"
bin=build/gpu/stripped
rm -rf "$bin"
mkdir -p "$out"/{bin,lib,layers,assets} "$bin"

# Programs and libraries lie there compressed. Compressing drops the file's mode as well, which does not survive every way to travel.
for program in "${programs[@]}"; do
  found=$(find build/gpu -type f -perm -u+x -name "$program" ! -path "$bin/*")
  strip -o "$bin/$program" "$found"
  gzip -9nc "$bin/$program" >"$out/bin/$program.gz"
done

# check.sh unpacks the libraries that the machine lacks, or has too old. Left out are glibc's own (and the dynamic
# loader, linux-vdso): they belong together and to the kernel, and a program with another libc than the driver's libraries
# cannot load them. So the folder asks for a glibc as new as the one that it was built with, which is said below.
of_glibc='^(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util|anl|mvec|nsl|nss_.*|thread_db|BrokenLocale))\.so'
layer=$(find /usr/lib /usr/share -name 'libVkLayer_khronos_validation.so' -print -quit)
manifest=$(find /usr/share/vulkan /etc/vulkan -name 'VkLayer_khronos_validation.json' -print -quit)
# What NVIDIA's driver links with and containers often lack: X11's client side. Used only where the driver finds none.
of_driver=()
for library in libX11.so.6 libXext.so.6; do
  path=$(ldconfig -p | awk -v name="$library" '$1 == name && /x86-64/ { print $NF; exit }')
  if [ -n "$path" ]; then of_driver+=("$path"); else echo "pack: no $library here to take along for drivers that want it" >&2; fi
done
ldd "$bin"/* "$layer" ${of_driver[@]+"${of_driver[@]}"} | awk '/=> \// { print $3 }' |
  cat - <(printf '%s\n' "$layer" ${of_driver[@]+"${of_driver[@]}"}) | sort -u |
  while read -r library; do
    name=$(basename "$library")
    [[ $name =~ $of_glibc ]] || gzip -9nc "$library" >"$out/lib/$name.gz"
  done
# The layer by its name alone: check.sh puts it where the loader looks for libraries.
cp "$manifest" "$out/layers/"

# Models without the recipes and logs that made them; recorded vectors without the scripts; what the tests open of both.
for model in assets/models/*; do
  mkdir -p "$out/$model"
  find "$model" -maxdepth 1 -type f ! -name 'training-log*' ! -name 'evaluation*' -exec cp -t "$out/$model" {} +
  [ ! -d "$model/samples" ] || cp -r "$model/samples" "$out/$model/"
done
cp -r assets/samples "$out/assets/"
mkdir -p "$out/tests/vectors" "$out/tests/bench/peers" "$out/tests/gpu"
find tests/vectors -mindepth 1 -maxdepth 1 -type d ! -name tokenizers ! -name __pycache__ -exec cp -r -t "$out/tests/vectors" {} +
cp tests/bench/make_model.py "$out/tests/bench/"
cp tests/bench/peers/{workers,peer_loop,torch_worker}.py "$out/tests/bench/peers/"
cp tests/gpu/measure.py "$out/tests/gpu/"
cp tests/gpu/check.sh "$out/"
git describe --always --dirty --abbrev=12 >"$out/commit" 2>/dev/null || echo unknown >"$out/commit"

echo "== $out"
(cd "$out" && du -sk ./* | sort -rn | awk '{ printf "%7.1f MiB  %s\n", $1 / 1024, substr($2, 3) }')
kibibytes=$(du -sk --apparent-size "$out" | cut -f1)
tar -C "$(dirname "$out")" -czf "$out.tar.gz" "$(basename "$out")"
glibc=$(for file in "$bin"/*; do objdump -T "$file"; done | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1)
own=$(for file in "$out"/lib/*.gz; do gzip -dc "$file" >build/gpu/library; objdump -T build/gpu/library; done |
  grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1)
rm -f build/gpu/library
awk -v k="$kibibytes" -v b="$glibc" -v l="$own" -v t="$(stat -c %s "$out.tar.gz")" \
  'BEGIN { printf "%.1f MiB in all, %.1f MiB as .tar.gz; the programs ask for %s, the libraries for %s\n", k / 1024, t / 1048576, b, l }'
if [ "$kibibytes" -gt $((mebibytes * 1024)) ]; then
  echo "pack: the folder is larger than $mebibytes MiB; leave something out" >&2
  exit 1
fi
