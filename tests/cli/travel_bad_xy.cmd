"$jj" travel --straight --crs EPSG:32649 --from posts.csv --x east --y y --id name --matrix m.csv
