"$jj" travel --landcover ground.asc --speeds speeds_mixed.csv --dem hill.asc --crs EPSG:32649 --from posts.csv --id name --x x --y y --quiet --time t.tif
