"$jj" run town/project.yaml --quiet --out q && printf "k9,x,140901101,public,112.0825,37.9225\n" >> town/kindergartens.csv && "$jj" propose q --kind kindergarten --at 112.0825,37.9225
