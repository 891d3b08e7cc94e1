"$jj" travel --landcover ground.asc --speeds speeds.csv --crs EPSG:32649 --from posts.csv --id name --x x --y y --barriers river.geojson --people people.asc --summary s.json && cat s.json
