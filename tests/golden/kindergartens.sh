#!/bin/sh
# Synthetic kindergartens for Renshou: kindergartens.sh TOWNSHIPS.geojson > OUT.csv
# Seeded (Park and Miller's generator, seed 20200701): a township gets none, one or two, public or
# private, within some hundred metres of a point inside it. Nothing here is real.
set -eu
ogr2ogr -f CSV /vsistdout/ "$1" -dialect sqlite -sql \
  "SELECT coalesce(name, \"na me\") AS name, ST_X(ST_PointOnSurface(geometry)) AS lon,
   ST_Y(ST_PointOnSurface(geometry)) AS lat FROM townships ORDER BY rowid" |
  awk -F, '
    function next_random() { s = (s * 16807) % 2147483647; return s / 2147483647 }
    BEGIN { s = 20200701; print "id,name,ownership,places,lon,lat" }
    NR > 1 {
      n = int(next_random() * 3)
      for (i = 1; i <= n; i++) {
        owner = next_random() < 0.6 ? "public" : "private"
        places = 30 * (3 + int(next_random() * 7))
        printf "RS%03d-%d,合成%s第%d幼儿园,%s,%d,%.6f,%.6f\n", NR - 1, i, $1, i, owner, places,
          $2 + (next_random() - 0.5) * 0.004, $3 + (next_random() - 0.5) * 0.004
      }
    }'
