travel() { "$jj" travel --roads "$1" --from street_places.csv --crs EPSG:4326 --matrix m.csv --lang "$2" --quiet; }
cp streets.osm.pbf STREETS.OSM.PBF && travel STREETS.OSM.PBF en && cat m.csv && rm m.csv
for bytes in 0 3 100 300 423; do
  head -c $bytes streets.osm.pbf >torn.osm.pbf
  travel torn.osm.pbf en
  echo "of $bytes bytes: exit $?"
done
travel torn.osm.pbf zh
# a block that says it is 4 GB large
{ head -c 188 streets.osm.pbf; printf "\\0\\0\\0\\017\\012\\007OSMData\\030\\377\\377\\377\\377\\017"; } >vast.osm.pbf
for lang in en zh; do travel vast.osm.pbf $lang; done
[ -e m.csv ] || echo "nothing written"
