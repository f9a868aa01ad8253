#!/usr/bin/env bash
# Starts and stops a throw-away PostgreSQL for the tests; prints its URL.
#   scripts/postgres.sh start | stop | url
# Durability is off here: the tests that kill the server use their own settings.
set -euo pipefail
dir="${MULIN_TEST_PG_DIR:-${TMPDIR:-/tmp}/mulin-test-pg-$(id -u)}"
port="${MULIN_TEST_PG_PORT:-54329}"
url="postgres://postgres@127.0.0.1:${port}/postgres?sslmode=disable"

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/x)")
[ -x "$bin/initdb" ] || { echo "PostgreSQL's initdb was not found: install the package postgresql" >&2; exit 1; }

as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

start() {
  if as "$bin/pg_ctl" -D "$dir" status >/dev/null 2>&1; then return; fi
  rm -rf "$dir"; mkdir -p "$dir"; [ "$(id -u)" = 0 ] && chown postgres "$dir"
  (cd / && as "$bin/initdb" -D "$dir" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null)
  (cd / && as "$bin/pg_ctl" -D "$dir" -w -l "$dir/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$dir' -c fsync=${MULIN_TEST_PG_FSYNC:-off} -c max_connections=300" start >/dev/null)
}

case "${1:-}" in
  start) start; echo "$url" ;;
  stop) as "$bin/pg_ctl" -D "$dir" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$dir" ;;
  url) echo "$url" ;;
  *) echo "usage: scripts/postgres.sh start|stop|url" >&2; exit 2 ;;
esac
