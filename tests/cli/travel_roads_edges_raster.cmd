(echo node; echo 11) >f.csv; "$jj" travel --roads edges.csv --from f.csv --cell 10 --within 5 --time t.tif --quiet
