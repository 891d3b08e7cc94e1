"$jj" travel --friction rcost.asc --crs local --from rcost_start.csv --x x --y y --to rcost_cells.csv --stencil 8 --matrix m.csv && cat m.csv
