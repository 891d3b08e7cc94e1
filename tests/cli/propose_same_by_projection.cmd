{ test -d q || "$jj" run town/project.yaml --quiet --out q; } && "$jj" propose q --kind kindergarten --at 37595180.0105,4199448.4851 --crs EPSG:4525 | head -1
