#!/usr/bin/env bash
# Installs what the tests need on Debian; elsewhere says exactly what to install.
set -euo pipefail
need=()
have() { command -v "$1" >/dev/null 2>&1; }
have initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need+=(postgresql)
have chromium || have chromium-browser || have google-chrome || need+=(chromium)
fc-list 2>/dev/null | grep -qi 'CJK\|WenKai' || need+=(fonts-noto-cjk)
have fc-list || need+=(fontconfig)
have pdftotext || need+=(poppler-utils)
have node && have npm || need+=(nodejs npm)
[ ${#need[@]} -eq 0 ] && exit 0
if [ -f /etc/debian_version ] && { [ "$(id -u)" = 0 ] || have sudo; }; then
  run() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
  echo "installing: ${need[*]}" >&2
  run apt-get update -qq
  run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
else
  echo "The tests need these packages (Debian's names), please install them: ${need[*]}" >&2
  exit 1
fi
