cp -r town town2 && echo '3,西乡新园,112.0775,37.9325,140999101,public' >>town2/kindergartens.csv
"$jj" run town/project.yaml --quiet --out before && "$jj" run town2/project.yaml --quiet --out after && "$jj" compare before after && "$jj" compare before after --out changes.geojson && wc -l <changes.geojson && "$jj" compare before before --format csv --lang zh
