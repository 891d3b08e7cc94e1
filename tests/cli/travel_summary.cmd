"$jj" travel --landcover ground.asc --speeds speeds.csv --crs EPSG:32649 --from posts.csv --id name --x x --y y --people people.asc --at-minutes 2,4,8 --within 8 --summary -
