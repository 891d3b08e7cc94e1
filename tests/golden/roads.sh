#!/bin/sh
# Streets of real cities: roads.sh JIUJIN FOLDER. What is found must equal FOLDER/roads.out. 77 where
# there is no data.
#
# Wuhan: three kinds of facility within 15 minutes along streets, over the ground and straight, by
# district, and what becomes of those whom the straight line covers. Areas along streets against the
# field they are made of. Porto Alegre: hexagons' people and healthcare on foot. The p-median graphs
# of OR-Library as networks.
. "$(dirname "$0")/common.sh"
need_data wuhan
need_tool gdal_translate python3
people=$shared/data/wuhan/population_20plus.tif

cells() { python3 "$dir/roads.py" "$@"; }

wuhan() {
  project wuhan_roads >project.yaml
  "$jj" run project.yaml --out result --lang en --quiet
  [ -e .jiujin/roads-*.graph ] && echo "the network is kept"
  "$jj" query result --format csv --sql "SELECT unit_name,
    max(CASE rule_id WHEN 'park-straight' THEN printf('%.2f', 100 * value) END) AS park_straight,
    max(CASE rule_id WHEN 'park-ground' THEN printf('%.2f', 100 * value) END) AS park_ground,
    max(CASE rule_id WHEN 'park-road' THEN printf('%.2f', 100 * value) END) AS park_road,
    max(CASE rule_id WHEN 'library-straight' THEN printf('%.2f', 100 * value) END) AS library_straight,
    max(CASE rule_id WHEN 'library-ground' THEN printf('%.2f', 100 * value) END) AS library_ground,
    max(CASE rule_id WHEN 'library-road' THEN printf('%.2f', 100 * value) END) AS library_road,
    max(CASE rule_id WHEN 'hospital-straight' THEN printf('%.2f', 100 * value) END) AS hospital_straight,
    max(CASE rule_id WHEN 'hospital-ground' THEN printf('%.2f', 100 * value) END) AS hospital_ground,
    max(CASE rule_id WHEN 'hospital-road' THEN printf('%.2f', 100 * value) END) AS hospital_road
    FROM rule_result WHERE unit_level = 'county' GROUP BY unit_code ORDER BY unit_code"
  for kind in park library hospital; do
    set -- "$@" "$kind=result/rasters/reach_${kind}_straight.tif,result/rasters/reach_${kind}_road.tif"
  done
  cells reach "$people" "$@"
}

# Areas along streets: made of the field, they nest, hold nothing that is not reached, and their
# people are the field's.
areas() {
  "$jj" query result --format csv --sql "SELECT id, lon, lat FROM facility WHERE kind = 'park'" >parks.csv
  "$jj" travel --roads "$shared/data/wuhan/roads.gpkg" --from parks.csv --crs EPSG:4326 --profile walk \
    --like "$people" --time time.tif --areas areas.gpkg --at-minutes 5,10,15 --quiet
  cells same time.tif result/rasters/park-walk_road-2020_minutes.tif && echo "travel finds the run's minutes"
  "$jj" zonal --zones areas.gpkg --id minutes --values "$people" >area_people
  "$jj" zonal --zones areas.gpkg --id minutes --values time.tif >area_time
  cells areas "$people" time.tif 5 10 15 >cells
  # zonal: id,sum,mean,min,max,cells
  for t in 5 10 15; do
    sum=$(awk -F, -v t=$t '$1 == t { printf "%.6f", $2 }' area_people)
    cells=$(awk -F, -v t=$t '$1 == t { printf "%.0f", $6 }' area_time)
    most=$(awk -F, -v t=$t '$1 == t { print ($5 <= t) ? "within" : "beyond" }' area_time)
    awk -v t=$t -v sum="$sum" -v cells="$cells" -v most="$most" '$1 == t {
      printf "area within %d min: %.0f people, %d cells, all %s; equal to the field: %s\n", t, sum, cells, most,
             (sum - $2 < 1e-6 * $2 && $2 - sum < 1e-6 * $2 && cells == $3) ? "yes" : "no " $2 " " $3 }' cells
  done
}

porto_alegre() {
  poa=$shared/data/porto-alegre
  awk -F, 'NR == 1 || $7 > 0' "$poa/poa_hexgrid.csv" >health.csv
  "$jj" travel --roads "$poa/poa_osm.pbf" --from health.csv --to "$poa/poa_hexgrid.csv" --crs EPSG:4326 \
    --profile walk --within 15 --matrix m.csv --lang en 2>notes
  sed "s#'[^']*/#'#g" notes
  awk -F, 'FILENAME == ARGV[1] { if (FNR > 1) { people[$1] = $4; n[$1] = 0; all += $4; places[$1] = $7 } next }
    FNR > 1 { if ($1 != $2) n[$2] += places[$1] ; rows++ }
    END { for (h in people) { own = places[h] > 0; hexes += n[h] + own > 0; if (n[h] + own > 0) near += people[h] }
      printf "%d rows; %.0f of %.0f people in %d hexagons have healthcare within 15 minutes on foot, %.2f %%\n",
             rows, near, all, hexes, 100 * near / all }' "$poa/poa_hexgrid.csv" m.csv
  for profile in walk cycle drive; do
    "$jj" travel --roads "$poa/poa_osm.pbf" --from health.csv --to "$poa/poa_points_of_interest.csv" --crs EPSG:4326 \
      --profile $profile --closest 1 --matrix near.csv --quiet
    awk -F, -v p=$profile 'NR > 1 { s += $3; m += $4; n++ } END { printf "%s: %d points, to the nearest healthcare %.3f s and %.3f m on average\n", p, n, s / n, m / n }' near.csv
  done
  head -c 400000 "$poa/poa_osm.pbf" >torn.pbf
  rc=0
  "$jj" travel --roads torn.pbf --from health.csv --crs EPSG:4326 --matrix torn.csv --quiet --lang en 2>torn.err || rc=$?
  echo "torn: exit $rc, $([ -e torn.csv ] && echo written || echo nothing written): $(cat torn.err)"
}

pmed() {
  for i in 1 2 3 4 5; do
    awk 'NR == 1 { print "source,target,seconds" > "edges.csv"; p = $3; for (v = 1; v <= $1; v++) n++; next }
      { a = $1 < $2 ? $1 : $2; b = $1 < $2 ? $2 : $1; cost[a "," b] = $3 }
      END { for (e in cost) print e "," cost[e] > "edges.csv"
        print "id" > "nodes.csv"; for (v = 1; v <= n; v++) print v > "nodes.csv"; print p > "p" }' "$shared/data/truth/pmed/pmed$i.txt"
    "$jj" travel --roads edges.csv --from nodes.csv --matrix m.csv --quiet
    { echo client,site,cost; tail -n +2 m.csv | cut -d, -f2,1,3; awk 'NR > 1 { print $1 "," $1 ",0" }' nodes.csv; } >cost.csv
    "$jj" locate --model pmedian --cost cost.csv --sites "$(cat p)" --format json >answer.json
    sed -n 's/.*"objective": *\([0-9.]*\).*/pmed'$i' as a network: \1/p' answer.json
  done
}

{ wuhan; areas; porto_alegre; pmed; } >out
diff -u "$dir/roads.out" out
