"$jj" run town --quiet --out q && "$jj" export q --format shapefile --out lone --quiet
sed "s/townships.geojson/..\/lone\/unit_township.shp/" town/project.yaml >town/lone.yaml
rm lone/unit_township.dbf; "$jj" check town/lone.yaml
rm lone/unit_township.shx; "$jj" check town/lone.yaml --lang zh
: >town/kindergartens.csv; "$jj" check town
