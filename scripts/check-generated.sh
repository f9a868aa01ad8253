#!/usr/bin/env bash
# Fails when the committed pages are not what the templates generate.
set -euo pipefail
cd "$(dirname "$0")/.."
before=$(git ls-files '*_templ.go' | xargs cat | sha256sum)
go tool -modfile=tools/go.mod templ generate >/dev/null 2>&1
after=$(git ls-files '*_templ.go' | xargs cat | sha256sum)
if [ "$before" != "$after" ] || [ -n "$(git ls-files --others --exclude-standard '*_templ.go')" ]; then
  echo "generated pages were not up to date: run 'make generate' and commit" >&2
  exit 1
fi
# the pure-Go C library must be the one SQLite was built with
want=$(go mod graph | awk '$1 ~ /^modernc.org\/sqlite@/ && $2 ~ /^modernc.org\/libc@/ {print $2; exit}')
have="modernc.org/libc@$(go list -m -f '{{.Version}}' modernc.org/libc)"
[ "$want" = "$have" ] || { echo "modernc.org/libc must equal SQLite's own: want $want, have $have" >&2; exit 1; }
