"$jj" travel --straight --crossings --from drawn_points.csv --crs EPSG:4326 --matrix out.csv
