"$jj" travel --straight --crs EPSG:99999 --from posts.csv --id name --matrix m.csv
