"$jj" zonal --zones zones.geojson --id name --values zone_values.asc --crs EPSG:32649
