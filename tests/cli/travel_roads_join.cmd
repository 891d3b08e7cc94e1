"$jj" travel --roads drawn.geojson --join 10 --from drawn_points.csv --crs EPSG:4326 --matrix out.csv --quiet && cat out.csv
