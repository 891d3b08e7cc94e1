printf "id,lon,lat\nA,112.0,37.0\nB,112.01,37.0\n" >places.csv
for direction in toward away; do
  "$jj" travel --roads one_way_block.osm --from places.csv --crs EPSG:4326 --profile drive --direction $direction --matrix m.csv --quiet
  cat m.csv
done
# the same streets the other way round
sed "s#<nd ref=\"1\"/><nd ref=\"2\"/><nd ref=\"3\"/><nd ref=\"4\"/><nd ref=\"1\"/>#<nd ref=\"1\"/><nd ref=\"4\"/><nd ref=\"3\"/><nd ref=\"2\"/><nd ref=\"1\"/>#" one_way_block.osm >turned.osm
"$jj" travel --roads turned.osm --from places.csv --crs EPSG:4326 --profile drive --matrix m.csv --quiet
cat m.csv
