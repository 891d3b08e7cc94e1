#!/bin/sh
# `jiujin run` on Wuhan: run_wuhan.sh JIUJIN FOLDER. Every figure of run_wuhan.out must come back, the
# balances must close on the source's total, and each district's people must be what `zonal` sums.
. "$(dirname "$0")/common.sh"
need_data wuhan
project wuhan >project.yaml
"$jj" run project.yaml --out result --lang en --quiet
{
  "$jj" query result --format csv --sql "SELECT rule_id, round(total, 3) AS total, round(outside_units, 3) AS outside, round(covered, 3) AS covered, abs(difference) < 1e-6 AS closes FROM balance ORDER BY rule_id"
  "$jj" query result --format csv --sql "SELECT unit_name, printf('%.6f', den) AS people FROM rule_result WHERE rule_id = 'WH-HOSP' AND unit_level = 'county' ORDER BY unit_name" | tail -n +2 >districts
  "$jj" zonal --zones "$shared/data/wuhan/districts.gpkg" --id name --values "$shared/data/wuhan/population_20plus.tif" |
    tail -n +2 | awk -F, '{printf "%s,%.6f\n", $1, $2}' | LC_ALL=C sort >zones
  LC_ALL=C sort districts | diff - zones >/dev/null && echo "districts equal zonal sums: $(wc -l <zones)"
} >run.out
diff -u "$dir/run_wuhan.out" run.out
