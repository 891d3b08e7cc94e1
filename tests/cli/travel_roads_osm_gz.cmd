travel() { "$jj" travel --roads "$1" --from street_places.csv --crs EPSG:4326 --matrix "$2" --lang "$3" --quiet; }
gzip -n -c streets.osm >streets.osm.gz
travel streets.osm plain.csv en && travel streets.osm.gz packed.csv en && cmp plain.csv packed.csv && echo "packed as plain"
size=$(wc -c <streets.osm.gz)
for missing in 200 9 1; do
  head -c $((size - missing)) streets.osm.gz >torn.osm.gz
  travel torn.osm.gz m.csv en
  echo "$missing bytes missing: exit $?"
done
travel torn.osm.gz m.csv zh
# a tag without its key, a reference without its point
sed "s/ k=\"highway\"//" streets.osm >keyless.osm
sed "s/ref=/rof=/" streets.osm >pointless.osm
for roads in keyless.osm pointless.osm; do travel $roads m.csv en; done
travel pointless.osm m.csv zh
[ -e m.csv ] || echo "nothing written"
