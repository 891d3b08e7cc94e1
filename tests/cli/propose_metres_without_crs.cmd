{ test -d q || "$jj" run town/project.yaml --quiet --out q; } && "$jj" propose q --kind kindergarten --at 416546,4202000
