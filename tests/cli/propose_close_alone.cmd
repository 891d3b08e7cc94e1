{ test -d q || "$jj" run town/project.yaml --quiet --out q; } && "$jj" propose q --close 2 | head -3 && "$jj" propose q --close 99 || "$jj" propose q --at 112.0825,37.9225 || "$jj" propose q --merge
