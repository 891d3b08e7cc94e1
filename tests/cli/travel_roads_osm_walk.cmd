"$jj" travel --roads streets.osm --from street_places.csv --x lon --y lat --crs EPSG:4326 --matrix m.csv && cat m.csv
