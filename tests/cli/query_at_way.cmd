{ test -d q || "$jj" run town/project.yaml --quiet --out q; } && "$jj" query q --at 112.0975,37.93 --way --format json && "$jj" query q --at 112.0975,37.93 --way --format geojson
