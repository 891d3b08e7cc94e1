(echo node; echo 99) >f.csv; "$jj" travel --roads edges.csv --from f.csv --matrix m.csv --quiet
