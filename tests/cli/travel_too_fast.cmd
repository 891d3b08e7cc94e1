"$jj" travel --landcover ground.asc --speeds speeds_fast.csv --crs EPSG:32649 --from posts.csv --id name --x x --y y --time t.tif
