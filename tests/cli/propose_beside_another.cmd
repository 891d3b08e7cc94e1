{ test -d q || "$jj" run town/project.yaml --quiet --out q; } && "$jj" propose q --kind kindergarten --at 112.0225,37.9275 | head -4
