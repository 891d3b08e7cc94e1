travel() { "$jj" travel --roads streets.osm --from "$1" --crs EPSG:4326 --within 60 --quiet "$2" "$3" $4; }
travel street_places.csv --time first.tif "--cell 200"
for k in 1 2; do travel street_places.csv --time t$k.tif "--like first.tif --nearest n$k.tif --areas a$k.gpkg --at-minutes 15,30 --closest $k"; done
cmp first.tif t1.tif && echo "the first of K is the nearest"
for k in 1 2; do "$jj" zonal --zones a$k.gpkg --id minutes --values t$k.tif; done
