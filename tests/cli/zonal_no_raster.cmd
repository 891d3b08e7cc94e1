"$jj" zonal --zones zones.geojson --id code --values none.tif --lang zh
