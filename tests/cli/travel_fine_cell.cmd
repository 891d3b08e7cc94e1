"$jj" travel --straight --crs EPSG:32649 --from posts.csv --id name --x x --y y --cell 0.01 --within 60 --time t.tif --memory 4G
