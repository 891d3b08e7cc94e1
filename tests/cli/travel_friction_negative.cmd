sed "s/^2 2 8/-2 0 8/" rcost.asc >zero.asc; "$jj" travel --friction zero.asc --crs local --from rcost_start.csv --x x --y y --time t.tif
