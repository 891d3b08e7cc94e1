#!/bin/sh
# api.sh CLINICS LIBRARY HEADERS: the worked program says what clinics.out says, and the library
# exports exactly the functions that its headers declare.
set -eu
"$1" | diff -u "$(dirname "$0")/clinics.out" -
declared=$(awk '/^JJ_API/ {on = 1} on {print} /;/ {on = 0}' "$3"/*.h | grep -oE '\bjj_[a-z0-9_]+\(' | tr -d '(' | sort -u)
exported=$(nm -D --defined-only "$2" | awk '{print $3}' | grep -vE '^(__bss_start|_edata|_end)$' | sort)
[ "$declared" = "$exported" ] || {
  echo "declared and not exported, or exported and not declared:"
  printf '%s\n%s\n' "$declared" "$exported" | sort | uniq -u
  exit 1
}
