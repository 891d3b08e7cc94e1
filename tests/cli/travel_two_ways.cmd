"$jj" travel --straight --friction rcost.asc --crs EPSG:32649 --from posts.csv --id name --x x --y y --time t.tif
