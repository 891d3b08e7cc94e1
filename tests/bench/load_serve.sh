#!/bin/sh
# The server under load: load_serve.sh JIUJIN [SECONDS]. The first map, explain, and tiles by wrk on
# loopback; skips (77) where wrk is not installed. What must hold: the first map under 1 s, explain
# under 20 ms, 300 tiles a second on two cores, and the same memory after as before.
set -eu
jj=$(realpath "$1") seconds=${2:-60}
command -v wrk >/dev/null || { echo "skipped: wrk is not installed"; exit 77; }
scratch=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$scratch"' EXIT
cd "$scratch"
"$jj" init county --demo >/dev/null
"$jj" run county/project.yaml --out result --quiet
"$jj" serve result --port 0 >address &
server=$!
until [ -s address ]; do sleep 0.1; done
url=$(sed -n 's/.*\(http:[^ ]*\)\/ .*/\1/p' address)
curl -s -o /dev/null "$url/api/v1/explain?lon=102.75&lat=40.15"
median() { # of 101 requests, in ms
  for _ in $(seq 101); do curl -s -o /dev/null -w '%{time_total}\n' "$url$1"; done | sort -n |
    awk '{v[NR] = $1} END {printf "%.1f ms\n", v[51] * 1000}'
}
first() { # what the page asks for before it shows anything, one after another
  for p in /api/v1/result /api/v1/units "/api/v1/query?rule=DEMO-EDU-01" "/api/v1/gaps?rule=DEMO-EDU-01&top=5000"; do
    curl -s -o /dev/null -w '%{time_total}\n' "$url$p"
  done | awk '{s += $1} END {printf "%.0f ms\n", s * 1000}'
}
rss() { awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$server/status"; }
cat >tiles.lua <<'L'
local n = 0
request = function()
  n = n + 1
  local x, y = 12856 + n % 40, 6190 + math.floor(n / 40) % 30
  return wrk.format("GET", "/tiles/kindergarten-walk_std-2025/14/" .. x .. "/" .. y .. ".png")
end
L
printf 'first map          '; first
printf 'explain, median    '; median "/api/v1/explain?lon=102.75&lat=40.15"
wrk -t1 -c8 -d2s -s tiles.lua "$url" >/dev/null
before=$(rss)
wrk -t1 -c8 -d"${seconds}s" --latency -s tiles.lua "$url" >wrk.out
printf 'tiles a second     '; sed -n 's/Requests\/sec: *//p' wrk.out
printf 'tile, 99 %%         '; sed -n 's/ *99% *//p' wrk.out
grep -E 'Non-2xx|Socket errors' wrk.out || true
printf 'memory, MB         %s before, %s after\n' "$before" "$(rss)"
