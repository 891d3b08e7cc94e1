"$jj" zonal --zones zones.geojson --id code --values zone_values.asc --crs EPSG:32649 --out z.csv && head -2 z.csv && ls z.csv*
