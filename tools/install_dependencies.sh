#!/usr/bin/env bash
# Installs what building and testing entrepot needs, from Debian 12's own packages. Does nothing when all is there.
# Run as root, or as a user with sudo.
#
#   tools/install_dependencies.sh          what `make run` and `make test` need
#   tools/install_dependencies.sh --format clang-format too
#   tools/install_dependencies.sh --lint   clang-tidy and clang-format too
set -euo pipefail

packages=(
  clang-19 libclang-rt-19-dev mold ccache cmake ninja-build make pkg-config git ca-certificates python3
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libssl-dev libcurl4-openssl-dev libsqlite3-dev libpq-dev
  libyaml-cpp-dev libcli11-dev libspdlog-dev libfmt-dev libre2-dev libgtest-dev libgmock-dev libbenchmark-dev libzstd-dev
  postgresql-15 util-linux
)
# AES-GCM with vector instructions, where there can be such: without it libcrypto does all.
[[ "$(dpkg --print-architecture 2>/dev/null)" != amd64 ]] || packages+=(libipsec-mb-dev)
for argument in "$@"; do
  case "$argument" in
    --format) packages+=(clang-format-19) ;;
    --lint) packages+=(clang-tidy-19 clang-format-19 llvm-19) ;;
    *) echo "install_dependencies.sh: unknown option '$argument' (known: --format, --lint)" >&2; exit 2 ;;
  esac
done

missing=()
for package in "${packages[@]}"; do
  [[ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" == installed ]] || missing+=("$package")
done
if ((${#missing[@]} == 0)); then exit 0; fi

if ! grep -qs '^ID=debian' /etc/os-release; then
  echo "install_dependencies.sh: this machine is not Debian; please install: ${missing[*]}" >&2
  exit 1
fi
as_root=()
if [[ $EUID -ne 0 ]]; then
  command -v sudo >/dev/null || { echo "install_dependencies.sh: run as root, or install sudo; missing: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "installing ${#missing[@]} Debian packages: ${missing[*]}"
# A database server that is only a test tool must not start by itself when it is installed.
if [[ ! -e /etc/postgresql-common/createcluster.conf ]]; then
  "${as_root[@]}" mkdir -p /etc/postgresql-common
  echo "create_main_cluster = false" | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q
"${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"
