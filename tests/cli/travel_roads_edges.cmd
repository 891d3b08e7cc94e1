(echo node; echo 11) >f.csv; (echo id; seq 1 17) >t.csv; "$jj" travel --roads edges.csv --from f.csv --to t.csv --direction away --matrix m.csv --quiet && cat m.csv
