printf 'id,name,lon,lat,unit,ownership\n1,界上园,112.05,37.925,,public\n' >town/kindergartens.csv
"$jj" run town/project.yaml --quiet --out border && "$jj" query border --sql "SELECT unit_code,status,num FROM rule_result WHERE rule_id='T-PUB'" --format csv
echo '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"t1","name":"步道"},"geometry":{"type":"LineString","coordinates":[[112.0025,37.9025],[112.0475,37.9025],[112.0975,37.9025]]}}]}' >town/trail.geojson
sed -e 's/kindergartens.csv/trail.geojson/; /x: lon/d; /y: lat/d; s/kind: kindergarten/kind: fitness_trail/; s/, unit_code: unit, ownership: ownership//; s/crs: EPSG:4326$//' -e "s/kind = 'kindergarten'/kind = 'fitness_trail'/; s/ AND ownership = 'public'//" town/project.yaml >town/line.yaml
"$jj" run town/line.yaml --quiet --out none
sed 's/source: trail.geojson/&\n    sql: "SELECT id, name, ST_StartPoint(geometry) AS geometry FROM trail UNION ALL SELECT id || 2, name, ST_EndPoint(geometry) FROM trail"/' town/line.yaml >town/ends.yaml
"$jj" run town/ends.yaml --quiet --out ends && "$jj" query ends --sql "SELECT unit_code,status,num,den FROM rule_result WHERE rule_id='T-WALK'" --format csv
