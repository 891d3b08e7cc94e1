"$jj" travel --friction rcost.asc --from rcost_start.csv --x x --y y --time t.tif
