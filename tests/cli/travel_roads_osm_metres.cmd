gzip -c streets.osm >streets.osm.gz; "$jj" travel --roads streets.osm.gz --metres 1400 --from street_places.csv --x lon --y lat --crs EPSG:4326 --matrix m.csv --quiet && cat m.csv
