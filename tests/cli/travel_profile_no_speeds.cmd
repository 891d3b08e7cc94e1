"$jj" travel --landcover ground.asc --crs EPSG:32649 --from posts.csv --id name --x x --y y --profile drive --matrix m.csv
