{ test -d q || "$jj" run town/project.yaml --quiet --out q; } && "$jj" propose q --kind kindergarten --close 1 --judge
