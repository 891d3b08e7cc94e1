{ test -d q || "$jj" run town/project.yaml --quiet --out q; } && "$jj" propose q --kind kindergarten --at "37°55'21\"N,112°4'57\"E" --lang zh
