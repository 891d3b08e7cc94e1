"$jj" travel --landcover ground.asc --speeds speeds.csv --crs EPSG:32649 --from posts.csv --id name --x x --y y --quiet --dem hill.asc --stencil 8 --matrix m.csv && cat m.csv
