rm -f m.csv; head -c 700 streets.osm >torn.osm; "$jj" travel --roads torn.osm --from street_places.csv --x lon --y lat --crs EPSG:4326 --matrix m.csv --quiet; rc=$?; ls m.csv 2>/dev/null; exit $rc
