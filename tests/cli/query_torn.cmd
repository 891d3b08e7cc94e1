{ test -d q || "$jj" run town/project.yaml --quiet --out q; } && cp -r q torn && rm torn/ledger.csv && "$jj" query torn
