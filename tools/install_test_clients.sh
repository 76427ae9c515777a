#!/usr/bin/env bash
# Installs the real clients of the outer test rings. Does nothing, quickly, when all is there.
#   Go programs        built from Go modules at the versions below, into .tools/bin   (needs Go 1.26)
#   Debian packages    from Debian 12 itself                                          (needs root or sudo)
#   Python packages    tests/e2e/requirements.txt, into .tools/venv
#   npm packages       tests/e2e/js/package-lock.json, into .tools/js         (needs Node 20)
#
#   tools/install_test_clients.sh --ci      what `make e2e`, `make conformance` and `make crash` need
#   tools/install_test_clients.sh --bench   the peers and load generators of `make bench`
#   tools/install_test_clients.sh --all     both, and the large clients: helm and cosign
#
# Not installed here, since no registry of packages has them, and used when they are found in .tools/bin (or where
# tests/conformance/official.py and bench/README.md say): the OCI conformance programs of the releases 1.0.1 and 1.1.1, and
# zot with its zb.
#
# A part that cannot be installed is named and the others go on; the tests that need it are skipped by name. With
# ENTREPOT_REQUIRE_ALL=1 such a part makes this script fail.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/.tools
failed=()

crane='github.com/google/go-containerregistry/cmd/crane@v0.22.1'
oras='oras.land/oras/cmd/oras@v1.3.6'
regctl='github.com/regclient/regclient/cmd/regctl@v0.11.7'
helm='helm.sh/helm/v4/cmd/helm@v4.3.1'
cosign='github.com/sigstore/cosign/v3/cmd/cosign@v3.1.3'
registry='github.com/distribution/distribution/v3/cmd/registry@v3.1.2'
# The authors of the OCI distribution specification tag no version of their conformance program: a commit of their main.
conformance='github.com/opencontainers/distribution-spec/conformance@v0.0.0-20260831232431-97274622c111'

ci_go=("$crane" "$oras" "$regctl" "oci-conformance=$conformance")
ci_apt=(python3-venv awscli docker.io containerd skopeo podman buildah crun fuse-overlayfs busybox-static ca-certificates iproute2)
all_go=("$helm" "$cosign")
all_apt=(debootstrap)
bench_go=("$registry")
bench_apt=(wrk apache2-utils python3-venv)

want_go=() want_apt=()
add() { local -n go_group=$1_go apt_group=$1_apt; want_go+=("${go_group[@]}"); want_apt+=("${apt_group[@]}"); }
(($# > 0)) || set -- --ci
for argument in "$@"; do
  case "$argument" in
    --ci) add ci ;;
    --bench) add bench ;;
    --all) add ci; add bench; add all ;;
    *) echo "install_test_clients.sh: unknown option '$argument' (known: --ci, --bench, --all)" >&2; exit 2 ;;
  esac
done

install_debian_packages() {
  local missing=() package as_root=()
  for package in "$@"; do
    [[ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" == installed ]] || missing+=("$package")
  done
  ((${#missing[@]} > 0)) || return 0
  echo "Debian packages: ${missing[*]}"
  if [[ $EUID -ne 0 ]]; then as_root=(sudo); fi
  # docker and containerd are started by the tests, with their own data and sockets: installing them must start nothing.
  local policy=/usr/sbin/policy-rc.d made=no
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null && "${as_root[@]}" chmod 755 $policy && made=yes
  fi
  local status=0
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" || status=$?
  [[ $made == no ]] || "${as_root[@]}" rm -f $policy
  return $status
}

# $1 is PACKAGE@VERSION, or NAME=PACKAGE@VERSION where the program shall have another name than its package.
program_name() { local name=${1%%[=@]*}; basename "$name"; }

install_go_program() {
  local name spec=${1#*=} stamp started=$SECONDS
  name=$(program_name "$1")
  stamp=$tools/bin/.$name.version
  [[ -x $tools/bin/$name && "$(cat "$stamp" 2>/dev/null)" == "$spec" ]] && return 0
  command -v go >/dev/null || { echo "$name: needs Go 1.26 or newer to be built, and there is no go in PATH" >&2; return 1; }
  echo "building $name from $spec"
  GOBIN=$tools/bin/new GOFLAGS=-trimpath CGO_ENABLED=0 go install -ldflags='-s -w' "$spec" || return 1
  mv "$tools/bin/new/$(basename "${spec%%@*}")" "$tools/bin/$name" && rmdir "$tools/bin/new" || return 1
  echo "$spec" >"$stamp"
  echo "built $name in $((SECONDS - started)) s"
}

install_python_packages() {
  local requirements=tests/e2e/requirements.txt stamp=$tools/venv/.requirements
  [[ -x $tools/venv/bin/python ]] && cmp -s "$requirements" "$stamp" && return 0
  echo "Python packages: $(grep -v '^#' $requirements | tr '\n' ' ')"
  [[ -x $tools/venv/bin/python ]] || python3 -m venv "$tools/venv" || return 1
  "$tools/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements" || return 1
  cp "$requirements" "$stamp"
}

install_npm_packages() {
  local from=tests/e2e/js into=$tools/js
  [[ -d $into/node_modules ]] && cmp -s "$from/package-lock.json" "$into/package-lock.json" && return 0
  command -v npm >/dev/null || { echo "the AWS SDK for JavaScript: there is no npm in PATH" >&2; return 1; }
  echo "npm packages: $from/package.json"
  rm -rf "$into" && mkdir -p "$into" || return 1
  cp $from/package.json $from/package-lock.json $from/.npmrc "$into/" || return 1
  (cd "$into" && npm ci --omit=dev --silent) || { rm -rf "$into"; return 1; }
}

mkdir -p "$tools/bin"
install_debian_packages "${want_apt[@]}" || failed+=("Debian packages")
install_python_packages || failed+=("Python packages")
install_npm_packages || failed+=("npm packages")
for spec in "${want_go[@]}"; do
  install_go_program "$spec" || failed+=("$(program_name "$spec")")
done

if ((${#failed[@]} > 0)); then
  echo "install_test_clients.sh: could not install: ${failed[*]}" >&2
  [[ ${ENTREPOT_REQUIRE_ALL:-0} == 0 ]] || exit 1
fi
