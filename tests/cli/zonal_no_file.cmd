"$jj" zonal --zones none.gpkg --id code --values zone_values.asc --crs EPSG:32649
