"$jj" travel --landcover ground.asc --speeds speeds.csv --crs EPSG:32649 --from rcost_start.csv --x x --y y --time t.tif
