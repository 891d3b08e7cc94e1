"$jj" travel --friction rcost.asc --crs EPSG:32649 --from posts.csv --id name --x x --y y --compat accessmod --time t.tif
