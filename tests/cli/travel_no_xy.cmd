sed s/x,y/east,north/ posts.csv >e.csv; "$jj" travel --straight --crs EPSG:32649 --from e.csv --id name --matrix m.csv
