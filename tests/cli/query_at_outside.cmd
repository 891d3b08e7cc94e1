{ test -d q || "$jj" run town/project.yaml --quiet --out q; } && "$jj" query q --at 100,20
