#!/usr/bin/env bash
# Images without a registry: `base` makes a Debian base from the Debian mirror, `build` builds the five images, `try` runs them
# as a cluster would (read-only root, no root user, no shell left in it), `save FILE` packs them for a node that has no internet.
set -euo pipefail
cd "$(dirname "$0")/.."
PREFIX=${PREFIX:-motcua} TAG=${TAG:-0.1.0} IMAGES=${IMAGES:-intake processing reporting notify ctl}
BASE=localhost/motcua-base:bookworm
if [ -z "${BUILDER:-}" ]; then BUILDER=$(command -v docker || command -v buildah || command -v podman || true); fi
[ -n "$BUILDER" ] || { echo "no docker, buildah or podman: apt-get install buildah" >&2; exit 1; }

base() { # where no registry of images can be reached
  file=$(mktemp -u).tar
  mmdebstrap --quiet --variant=apt --include=python3,python3-venv,ca-certificates bookworm "$file"
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$file" / >/dev/null
  buildah commit --quiet --rm "$container" "$BASE" >/dev/null
  rm -f "$file"
}

build() {
  options=(--build-arg "VERSION=$TAG" --build-arg "REVISION=$(git rev-parse HEAD)")
  if [ -n "${PYTHON_IMAGE:-}" ]; then options+=(--build-arg "PYTHON_IMAGE=$PYTHON_IMAGE"); fi
  case "$BUILDER" in
    # A certificate authority of this network's own is needed while packages are fetched, not afterwards.
    *buildah) command=(buildah bud --quiet --isolation chroot --network host -v /etc/ssl/certs:/etc/ssl/certs:ro) ;;
    *) command=("$BUILDER" build --quiet) ;;
  esac
  for service in $IMAGES; do
    "${command[@]}" "${options[@]}" --build-arg "SERVICE=$service" -t "$PREFIX/$service:$TAG" . >/dev/null
    echo "built $PREFIX/$service:$TAG"
  done
}

# The settings of nobody: a service that gets as far as naming its database has loaded all of its own code.
try() {
  for service in $IMAGES; do
    container=$(buildah from "$PREFIX/$service:$TAG")
    root=$(buildah mount "$container")
    said=$(unshare --mount --pid --fork bash -euc '
      rm -f "$1/bin/sh" "$1/bin/bash" "$1/bin/dash"
      mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"; mount -t tmpfs tmpfs "$1/tmp"
      mount -t proc proc "$1/proc"
      settings="MOTCUA_ENVIRONMENT=sandbox MOTCUA_DATABASE_URL=sqlite+aiosqlite:////tmp/x.db MOTCUA_NATS_URL=nats://127.0.0.1:9"
      if [ "$2" = ctl ]; then words=(lawpack --help); else words=(openapi); fi
      env -i $settings "$3" --userspec=65532:65532 "$1" /opt/motcua/bin/service "${words[@]}" | grep -oE "\"openapi\"|Usage" | sort -u
      env -i $settings "$3" --userspec=65532:65532 "$1" /opt/motcua/bin/python -c "open(\"/opt/x\", \"w\")" 2>&1 | tail -1
    ' try "$root" "$service" "$(command -v chroot)" || true)
    buildah rm "$container" >/dev/null
    case "$said" in
      *openapi*"Read-only file system"* | *Usage*"Read-only file system"*) echo "$service runs: read-only root, uid 65532, no shell" ;;
      *) echo "$service does not run: $said" >&2; exit 1 ;;
    esac
  done
}

save() {
  rm -f "$1"
  for service in $IMAGES; do buildah push --quiet "$PREFIX/$service:$TAG" "docker-archive:$1.$service:$PREFIX/$service:$TAG"; done
  tar -cf "$1" -C "$(dirname "$1")" $(for service in $IMAGES; do echo "$(basename "$1").$service"; done)
}

"$@"
