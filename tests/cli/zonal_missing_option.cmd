"$jj" zonal --zones zones.geojson --id code
