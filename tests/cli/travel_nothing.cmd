"$jj" travel --straight --crs EPSG:32649 --from posts.csv --id name --x x --y y
