"$jj" travel --landcover ground.asc --speeds speeds.csv --crs EPSG:32649 --from posts.csv --id code --x x --y y --time t.tif
