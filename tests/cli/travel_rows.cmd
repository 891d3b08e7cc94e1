echo old >n.tif.ids.csv; "$jj" travel --straight --crs local --cell 100 --within 5 --from rcost_cells.csv --nearest n.tif; ls n.tif*
