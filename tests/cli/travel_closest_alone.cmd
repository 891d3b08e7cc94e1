"$jj" travel --straight --from street_places.csv --crs EPSG:4326 --matrix out.csv --closest 2
