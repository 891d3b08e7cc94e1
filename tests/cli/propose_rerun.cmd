"$jj" run town/project.yaml --quiet --out q && touch town/kindergartens.csv && "$jj" propose q --kind kindergarten --at 112.0825,37.9225 --rerun | head -2
