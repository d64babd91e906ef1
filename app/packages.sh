# Debian packages of Headlight, for app/run.sh and tests/run.sh. Debian 12 (bookworm) and 13 (trixie). Sourced, not run.

build_packages=(
  g++ cmake ninja-build pkgconf ccache
  qt6-base-dev qt6-svg-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools libvulkan-dev glslc spirv-tools libimgui-dev libstb-dev
  nlohmann-json3-dev libpcre2-dev libicu-dev libsentencepiece-dev libcli11-dev libjpeg-dev libwebp-dev zlib1g-dev libzip-dev libxxhash-dev
)
run_packages=(
  libqt6svg6 qt6-qpa-plugins qt6-translations-l10n mesa-vulkan-drivers fonts-inter fonts-jetbrains-mono fonts-noto-cjk
)
test_packages=(
  libgtest-dev libbenchmark-dev libeigen3-dev vulkan-validationlayers xvfb xauth python3 python3-numpy
  librsvg2-bin poppler-utils
)


# install_missing PACKAGE...: says what it installs, installs nothing that is there.
install_missing() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if ! command -v apt-get >/dev/null; then
    echo "headlight: these Debian packages are missing and there is no apt-get: ${missing[*]}" >&2
    return 1
  fi
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "headlight: run as root, or install sudo, to install: ${missing[*]}" >&2; return 1; }
    root=(sudo)
  fi
  echo "headlight: installing with apt-get: ${missing[*]}"
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}
