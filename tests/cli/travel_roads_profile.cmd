"$jj" travel --roads streets.osm --profile fly --from street_places.csv --x lon --y lat --crs EPSG:4326 --matrix m.csv --quiet
