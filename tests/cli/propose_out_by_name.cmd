{ test -d q || "$jj" run town/project.yaml --quiet --out q; } && for out in a.json a.docx a.pdf a.txt
do "$jj" propose q --kind kindergarten --at 112.0825,37.9225 --around 0 --out $out && head -c 2 $out | tr -d "\n" && echo
done
"$jj" site q --kind kindergarten --sites 1 --out s.csv && head -1 s.csv && "$jj" site q --kind kindergarten --sites 1 --out s.gpkg --quiet && head -c 6 s.gpkg
