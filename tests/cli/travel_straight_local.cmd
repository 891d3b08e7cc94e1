"$jj" travel --straight --crs local --profile cycle --within 2 --from posts.csv --id name --x x --y y --to homes.csv --matrix m.csv && cat m.csv
