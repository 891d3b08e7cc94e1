#!/bin/sh
# Wuhan's districts as a bureau hands them over: EPSG:4526, GBK, no .prj, no .cpg. wuhan_bare.sh JIUJIN
# FOLDER. Refused with the system and a readable name; declared, every total is that of the original.
. "$(dirname "$0")/common.sh"
need_data wuhan
need_tool ogr2ogr
project wuhan >plain.yaml
sed "s#source: .*districts.gpkg#source: bare.shp#" plain.yaml >bare.yaml
sed "s#source: bare.shp#source: bare.shp\n    crs: EPSG:4526#" bare.yaml >declared.yaml
ogr2ogr -q -t_srs EPSG:4526 -lco ENCODING=GBK bare.shp "$shared/data/wuhan/districts.gpkg"
rm bare.prj bare.cpg

rc=0
"$jj" check bare.yaml >out 2>&1 || rc=$?
[ "$rc" = 3 ] || { echo "not refused: exit $rc"; cat out; exit 1; }
for said in "bare.shp has no coordinate system" "38526897.37" "汉阳区" \
  "EPSG:4526 (CGCS2000 3-degree zone 38) puts 100 %" "say 'crs: EPSG:4526'"; do
  grep -qF "$said" out || { echo "not said: $said"; cat out; exit 1; }
done
for name in plain declared; do
  "$jj" run $name.yaml --out $name --lang en --quiet
  for sql in \
    "SELECT rule_id, unit_code, unit_name, status, n_pass, n_fail, round(num, 3) AS num, round(den, 3) AS den FROM rule_result ORDER BY 1, 2" \
    "SELECT rule_id, round(total, 3) AS total, round(outside_units, 3) AS outside, round(covered, 3) AS covered FROM balance ORDER BY 1"; do
    "$jj" query $name --format csv --sql "$sql"
  done >$name.totals
done
diff -u plain.totals declared.totals
echo "same totals: $(wc -l <plain.totals) rows"
