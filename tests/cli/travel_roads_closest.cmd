"$jj" travel --roads streets.osm --from street_places.csv --crs EPSG:4326 --matrix out.csv --closest 1 --quiet && cat out.csv
