#!/usr/bin/env bash
# Looks for known vulnerabilities; needs the public database, so it says plainly
# when that cannot be reached from here.
set -uo pipefail
cd "$(dirname "$0")/.."
out=$(go tool -modfile=tools/go.mod govulncheck ./... 2>&1)
code=$?
if [ $code -ne 0 ] && grep -qiE 'dial|lookup|no such host|connection refused|timeout|forbidden|fetching vulnerabilities' <<<"$out"; then
  echo "govulncheck: the vulnerability database cannot be reached from here; not checked"
  exit 0
fi
echo "$out"
exit $code
