#!/usr/bin/env bash
# Builds a stand-in for Lambda's image for Node 24 from Debian and npm packages: BusyBox (SAM runs its shell), Node, the
# shared libraries that it loads, certificates, and AWS's own runtime interface client.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/image-versions.sh"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/sts-warden
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
  printf 'no stand-in for %s: %s\n' "$IMAGE" "$1" >&2
  exit 1
}

check_machine() {
  [ "$(uname -s) $(uname -m)" = 'Linux x86_64' ] || fail 'one is built on x86_64 Linux only'
  [ -x "$NODE_PACKAGE/bin/node" ] || fail "no Node in ${NODE_PACKAGE#"$PWD"/}, run npm ci"
}

install_packages() {
  local missing=() package
  for package in busybox-static ca-certificates cmake g++ make xz-utils; do
    dpkg --status "$package" 2>/dev/null | grep --quiet '^Status: .* installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail 'it is made of packages of Debian'
  [ "$(id --user)" -eq 0 ] || fail "packages are missing: sudo apt-get install ${missing[*]}"
  printf 'installing %s\n' "${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "${missing[@]}" >"$scratch/log" 2>&1 ||
    fail "packages cannot be installed: $(tail -n 5 "$scratch/log")"
}

# Compiling takes a minute, so the result is kept from one clone of the project to the next.
compile_runtime_client() {
  local package=$scratch/build/node_modules/${RUNTIME_CLIENT%@*}
  runtime_client=$cache/$RUNTIME_CLIENT-node$("$NODE_PACKAGE/bin/node" --print process.versions.modules)
  [ ! -f "$runtime_client/rapid-client.node" ] || return 0
  printf 'compiling %s\n' "$RUNTIME_CLIENT"
  mkdir -p "$scratch/build" "$cache"
  # nodedir: Node's headers from its package, not from nodejs.org.
  (cd "$scratch/build" && npm_config_nodedir=$NODE_PACKAGE npm install --no-audit --no-fund --no-package-lock \
    --prefix "$PWD" "$RUNTIME_CLIENT") >"$scratch/log" 2>&1 || fail "its runtime client: $(tail -n 20 "$scratch/log")"
  mkdir "$scratch/client"
  cp "$package"/{index.mjs,rapid-client.node,package.json,LICENSE,NOTICE} "$scratch/client/"
  rm -rf "$runtime_client"
  mv "$scratch/client" "$runtime_client"
}

lay_files() {
  local root=$1 applet library
  mkdir -p "$root"/{bin,dev,opt,proc,sys,tmp,usr/bin,var/lang/bin,var/rapid,var/runtime,var/task,etc/ssl/certs}
  printf '%s\n' root:x:0:0:root:/root:/bin/sh sbx_user1051:x:993:990::/home/sbx_user1051:/bin/false >"$root/etc/passwd"
  printf '%s\n' root:x:0: sbx_user1051:x:990: >"$root/etc/group"
  chmod 1777 "$root/tmp"
  cp /bin/busybox "$root/bin/"
  for applet in $(/bin/busybox --list); do
    [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
  done
  cp "$NODE_PACKAGE/bin/node" "$root/var/lang/bin/"
  cp "$runtime_client"/* "$root/var/runtime/"
  ldd "$NODE_PACKAGE/bin/node" "$runtime_client/rapid-client.node" | grep -o '/[^ :]*\.so[^ :]*' | sort -u |
    while read -r library; do
      install -D "$library" "$root$library"
    done
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  install /dev/stdin "$root/var/runtime/bootstrap" <<'BOOTSTRAP'
#!/bin/sh
cd "$LAMBDA_TASK_ROOT"
# Lambda sets none: what asks for the home folder has to find it in /etc/passwd, or do without.
unset HOME
# With the flags of Lambda's own bootstrap.
exec node --no-experimental-require-module --no-experimental-detect-module /var/runtime/index.mjs "$_HANDLER"
BOOTSTRAP
}

check_machine
install_packages
compile_runtime_client
lay_files "$scratch/root"
tar --directory "$scratch/root" --create . | docker import --change "LABEL $STAND_IN_LABEL=$(stand_in_content)" \
  --change 'ENV PATH=/var/lang/bin:/bin LANG=en_US.UTF-8 TZ=:UTC SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt' \
  --change 'ENV LAMBDA_TASK_ROOT=/var/task LAMBDA_RUNTIME_DIR=/var/runtime' \
  --change 'WORKDIR /var/task' - "$IMAGE" >/dev/null
printf '%s: stand-in, built\n' "$IMAGE"
