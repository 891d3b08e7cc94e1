sed 's/, crs: "EPSG:4326"//' town.yaml >p.yaml; "$jj" check p.yaml
