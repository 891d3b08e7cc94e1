printf "id,lon,lat\nA,112.0,37.0\nB,112.02,37.05\nC,112.5,37.5\nD,112.02,37.0\n" >places.csv
for lang in en zh; do
  "$jj" travel --roads islands.osm --from places.csv --crs EPSG:4326 --matrix m.csv --lang $lang
done
cat m.csv
