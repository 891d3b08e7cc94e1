outline() { printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"140999","name":"样例县"},"geometry":{"type":"Polygon","coordinates":[[[112,37.9],[%s,37.9],[%s,37.95],[112,37.95],[112,37.9]]]}}]}' $1 $1 >town/county.geojson; }
sed 's/county.csv/county.geojson/' town/project.yaml >town/outlined.yaml
outline 112.1 && "$jj" check town/outlined.yaml --lang en | grep -c "own outline"
outline 112.09 && "$jj" check town/outlined.yaml --lang en | grep -A3 "own outline"
"$jj" run town/outlined.yaml --quiet --out r && "$jj" query r --sql "SELECT unit_code,num,den,value,value_own,den_own,evidence_en FROM rule_result WHERE rule_id='T-WALK' AND unit_level='county'" --format csv
