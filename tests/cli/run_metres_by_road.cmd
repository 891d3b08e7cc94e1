cat >street.geojson <<'END'
{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"highway": "residential"},
 "geometry": {"type": "LineString", "coordinates": [[112.005, 37.005], [112.035, 37.005]]}}]}
END
cat >>town.yaml <<'END'
    - {id: T-2, domain: EDU, status: machine, metric: POP_COVER, unit_sets: township, demand: total,
       profiles: drive, threshold: 2000, threshold_unit: m, filters: ownership = 'public', op: report,
       title_en: a public kindergarten within 2 km by road}
roads: {source: street.geojson}
END
"$jj" run town.yaml --out result --quiet
"$jj" query result --at 112.025,37.005 --rule T-2
"$jj" query result --at 112.025,37.005 --rule T-2 --way --lang zh
"$jj" query result --at 112.035,37.005 --rule T-2
"$jj" query result --sql "SELECT unit_code, value, num, den FROM rule_result WHERE rule_id = 'T-2'"
