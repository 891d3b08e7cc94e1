cat >>town/kindergartens.csv <<'X'
c1,西乡备选一,112.0875,37.9425,140999101,
c2,西乡备选二,112.0775,37.9325,140999101,
c3,东镇备选,112.0325,37.9425,140999100,
X
sed -e 's/kind: kindergarten$/kind_column: ownership\n    kinds: {public: kindergarten, private: kindergarten, "": candidate}/' town/project.yaml >town/sites.yaml
cat >>town/sites.yaml <<'X'
    - {id: T-SITE, domain: EDU, status: machine, metric: SITING, unit_sets: township, filters: "kind = 'kindergarten'|kind = 'candidate'",
       demand: total, profiles: walk_std, threshold: 30, threshold_unit: min, op: ">=", target: 65/100,
       title_zh: 新建一所后六成半可达, title_en: one more brings 65 % within reach}
X
ask() { "$jj" run town/sites.yaml --quiet --out r && "$jj" query r --sql "SELECT unit_code,status,num,den,evidence_$1 FROM rule_result WHERE rule_id='T-SITE'" --format csv; }
ask en
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[112.07,37.92],[112.08,37.92],[112.08,37.94],[112.07,37.94],[112.07,37.92]]]}}]}' >town/farm.geojson
printf 'constraints:\n  - {name: 永久基本农田, source: farm.geojson, effect: 禁止}\n' >>town/sites.yaml
ask zh
