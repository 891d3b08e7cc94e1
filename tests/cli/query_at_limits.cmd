cat >town/urban.geojson <<'X'
{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[112.0, 37.89], [112.05, 37.89], [112.05, 37.96], [112.0, 37.96], [112.0, 37.89]]]}}]}
X
sed 's/T-WALK/T-TWO/; s/threshold: 30,/"threshold": "30|60",/' town/project.yaml >town/two.yaml
cat >>town/two.yaml <<'X'
    - {id: T-LINE, domain: EDU, status: machine, metric: POP_COVER, unit_sets: township, filters: kind = 'kindergarten',
       demand: total, profiles: straight, threshold: 500|2500, threshold_unit: m, op: report,
       title_zh: 直线到幼儿园, title_en: a kindergarten in a straight line}
    - {id: T-METRES, domain: EDU, status: machine, metric: POP_COVER, unit_sets: township, filters: kind = 'kindergarten',
       demand: total, profiles: straight, threshold: 4000, threshold_unit: m, op: report,
       title_zh: 直线4千米到幼儿园, title_en: a kindergarten within 4 km in a straight line}
urban:
  source: urban.geojson
X
"$jj" run town/two.yaml --quiet --out q_two
for at in 112.0975,37.93 112.04,37.945 112.0225,37.9375
do
  for ask in "--lang en" "--lang zh --remedy"
  do "$jj" query q_two --at $at $ask --format csv | grep -v T-PUB | cut -d, -f 1,3,5,11-
  done
done
