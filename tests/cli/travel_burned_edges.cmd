"$jj" travel --landcover ground.asc --speeds speeds.csv --crs EPSG:32649 --from posts.csv --id name --x x --y y --roads edges.csv --matrix m.csv --quiet
