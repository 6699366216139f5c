#!/usr/bin/env bash
# usage: apt.sh COMMAND=PACKAGE...
# Installs the Debian packages whose command is missing; elsewhere it says what to install by hand.
set -euo pipefail

missing=()
for pair in "$@"; do
  command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
done
((${#missing[@]})) || exit 0

if ! command -v apt-get >/dev/null; then
  echo "Please install: ${missing[*]} (named as in Debian)" >&2
  exit 1
fi
as_root=()
((EUID == 0)) || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq -o DPkg::Lock::Timeout=300 --no-install-recommends "${missing[@]}"
