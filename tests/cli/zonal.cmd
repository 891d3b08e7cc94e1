"$jj" zonal --zones zones.geojson --id code --values zone_values.asc --crs EPSG:32649
