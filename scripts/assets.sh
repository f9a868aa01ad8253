#!/usr/bin/env bash
# Puts npm's script (htmx) into the files the binary embeds. Pages work without
# it, so a machine without npm still gets a working program.
set -euo pipefail
cd "$(dirname "$0")/../web"
if [ -f static/vendor/htmx.min.js ] && [ static/vendor/htmx.min.js -nt package-lock.json ]; then exit 0; fi
if ! command -v npm >/dev/null 2>&1; then
  echo "npm is not installed: building without htmx; every page still works, only with full page loads" >&2
  exit 0
fi
npm ci --silent --no-audit --no-fund --ignore-scripts >/dev/null
node build.mjs
