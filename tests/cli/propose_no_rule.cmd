{ test -d q || "$jj" run town/project.yaml --quiet --out q; } && "$jj" propose q --kind library --at 112.0825,37.9225
