"$jj" travel --landcover ground.asc --speeds speeds.csv --crs EPSG:32649 --from posts.csv --id name --x x --y y --stencil 8 --start-delay wait --to homes.csv --matrix m.csv && cat m.csv
