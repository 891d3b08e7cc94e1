#!/bin/sh
# zonal and travel on real data: blocks.sh JIUJIN FOLDER. What they print must equal FOLDER/blocks.out.
# 77 where there is no data.
. "$(dirname "$0")/common.sh"
need_data wuhan accessmod-demo
wuhan=$shared/data/wuhan malawi=$shared/data/accessmod-demo

# box NAME WEST SOUTH EAST NORTH: one zone in degrees
box() {
  printf '{"type":"Feature","properties":{"id":"%s"},"geometry":{"type":"Polygon","coordinates":[[[%s,%s],[%s,%s],[%s,%s],[%s,%s],[%s,%s]]]}}' \
    "$1" "$2" "$3" "$4" "$3" "$4" "$5" "$2" "$5" "$2" "$3" >"$1.geojson"
}
round() { awk -F, -v OFS=, 'NR > 1 {for (i = 2; i <= NF; i++) $i = sprintf("%.3f", $i)} {print}'; }

box wuhan 113 29 116 32
box malawi 33 -18 37 -13
{
  "$jj" zonal --zones wuhan.geojson --id id --values "$wuhan/population_20plus.tif" | round
  "$jj" zonal --zones "$wuhan/districts.gpkg" --id name --values "$wuhan/population_20plus.tif" | round
  echo class,mode,speed_kmh >motor.csv
  for c in 1 2 3 1001 1002 1003; do echo "$c,motorized,50" >>motor.csv; done
  for neighbours in 16 8; do
    "$jj" travel --landcover "$malawi/landcover_merged.tif" --speeds motor.csv --within 60 \
      --from "$malawi/facilities.gpkg" --compat accessmod --stencil $neighbours --time t.tif --quiet
    "$jj" zonal --zones malawi.geojson --id id --values t.tif | round
  done
} >out
diff -u "$dir/blocks.out" out
