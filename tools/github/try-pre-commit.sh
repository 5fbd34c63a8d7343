#!/usr/bin/env bash
# Tries the hooks of .pre-commit-hooks.yaml as pre-commit runs them: from a clone of what is committed here, which installs
# itself, in a repository with a package of a task that is allowed and one of a task that is blocked. Takes pre-commit's path.
set -euo pipefail

pre_commit=$(realpath "$1")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PRE_COMMIT_HOME=$scratch/home

git init --quiet "$scratch/repository"
cd "$scratch/repository"
"$root/node_modules/.bin/node" "$root/tools/github/trial-packages.ts" .
git add .

try() {
  "$pre_commit" try-repo --ref "$(git -C "$root" rev-parse HEAD)" "$root" sts-warden-packages --verbose --files "$@"
}

try allowed.zip
if output=$(try blocked.zip); then
  echo "the hook passed a package with a task that is blocked: $output" >&2
  exit 1
fi
grep --quiet BLOCKED <<<"$output" || { echo "the hook failed for another reason: $output" >&2; exit 1; }
