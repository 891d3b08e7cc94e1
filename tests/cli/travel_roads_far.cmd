sed s/112/118/ street_places.csv >far.csv; "$jj" travel --roads streets.osm --from far.csv --x lon --y lat --crs EPSG:4326 --matrix m.csv --quiet
