"$jj" travel --landcover ground.asc --speeds speeds.csv --crs EPSG:32649 --from posts.csv --id name --x x --y y --quiet --barriers pond.geojson --stencil 8 --to homes.csv --matrix m.csv && cat m.csv
