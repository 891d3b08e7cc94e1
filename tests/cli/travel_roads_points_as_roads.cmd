"$jj" travel --roads zones.geojson --from street_places.csv --x lon --y lat --crs EPSG:4326 --matrix m.csv --quiet
