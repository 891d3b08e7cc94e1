cat >town/kindergartens.csv <<'X'
id,name,lon,lat,unit,ownership,state,act,when,cost,seats,planned
1,东镇中心园,112.0225,37.9275,140999100,public,开放,改扩建,近期,120,90,150
2,西乡小园,112.0975,37.9025,140999101,private,开放,迁建,近期,60,30,
3,西乡小园新址,112.0775,37.9325,140999101,private,规划,迁建,近期,300,,90
4,西乡河湾园,112.0925,37.9425,140999101,private,开放,撤并,远期,,20,
5,西乡中心园,112.0725,37.9125,140999101,public,规划,新建,远期,500,,180
6,东镇民办园,112.0425,37.9025,140999100,private,开放,迁建,近期,,30,
X
sed -e 's/ownership: ownership/&, status: state, action: act, phase: when, cost: cost, places: seats, places_planned: planned/' -e 's/    kind: kindergarten/&\n    values: {status: {开放: open, 规划: planned}, action: {改扩建: extend, 迁建: move, 撤并: merge, 新建: build}, phase: {近期: near, 远期: far}}/' -e "s/kind = 'kindergarten',/\"kind = 'kindergarten' AND status = 'open'\",/; s/ownership = 'public'/& AND status = 'open'/" town/project.yaml >town/plan.yaml
cat >>town/plan.yaml <<'X'
    - {id: T-MERGE, domain: EDU, status: machine, metric: CONSOLIDATE, unit_sets: township, filters: "kind = 'kindergarten' AND status = 'open'",
       demand: total, profiles: walk_std, threshold: 30, threshold_unit: min, op: "<=", target: 0,
       title_zh: 撤并不使人超过半小时, title_en: mergers push nobody beyond half an hour}
scenarios:
  - {id: y2027, title: 2027年, title_en: by 2027, year: 2027, phases: [near]}
  - {id: all, title: 全部实施, title_en: all done, phases: [near, far]}
X
"$jj" check town/plan.yaml --lang en | grep -A2 "move"
"$jj" run town/plan.yaml --lang en --out r | grep -A6 "plan"
"$jj" query r --sql "SELECT * FROM scenario_result WHERE unit_level='township'" --format csv
cat r/annexes/"Annex 8 "*.csv r/annexes/"Annex 9 "*.csv r/annexes/"Annex 10 "*.csv
