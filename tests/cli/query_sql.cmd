{ test -d q || "$jj" run town/project.yaml --quiet --out q; } && "$jj" query q --format json --sql "SELECT name, round(ST_Area(ST_Transform(geom,4547))/1e6,1) AS km2 FROM unit_township"
