{ test -d q || "$jj" run town/project.yaml --quiet --out q; } && for kind in 幼儿园 幼稚园 kindergarten
do "$jj" propose q --kind $kind --at 112.0825,37.9225 --around 0 --lang en | head -2
done
"$jj" propose q --kind 公办幼儿 --at 112.0825,37.9225 --lang zh || "$jj" propose q --kind xyzzy --at 112.0825,37.9225 || "$jj" site q --kind 幼儿园 --sites 1 --lang zh | head -1
