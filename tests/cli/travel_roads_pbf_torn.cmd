"$jj" travel --roads streets.osm.pbf --from street_places.csv --crs EPSG:4326 --matrix whole.csv --quiet && cat whole.csv
head -c 300 streets.osm.pbf >torn.osm.pbf
for lang in en zh; do
  "$jj" travel --roads torn.osm.pbf --from street_places.csv --crs EPSG:4326 --matrix m.csv --lang $lang
  echo "exit $?"
done
[ -e m.csv ] || echo "nothing written"
