"$jj" travel --landcover ground.asc --speeds speeds.csv --from zones.geojson --time t.tif --crs EPSG:32649 --quiet
