"$jj" travel --roads roads.gpkg --crs EPSG:32649 --from posts.csv --id name --x x --y y --time t.tif
