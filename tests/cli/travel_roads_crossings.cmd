"$jj" travel --roads drawn.geojson --crossings --join 10 --from drawn_points.csv --crs EPSG:4326 --matrix out.csv && cat out.csv
