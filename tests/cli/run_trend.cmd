cat >town/kindergartens.csv <<'X'
id,name,lon,lat,unit,opened,closed,state
1,东镇中心园,112.0225,37.9275,140999100,2010,,开放
2,西乡小园,112.0975,37.9025,140999101,2012,2023,关闭
3,西乡新园,112.0775,37.9325,140999101,2022,,开放
X
sed -e 's/unit_code: unit, ownership: ownership/unit_code: unit, open_date: opened, close_date: closed, status: state/' -e '/T-PUB/,/title_zh/d' -e "s/metric: POP_COVER/metric: TREND, base_year: 2020/; s/kind = 'kindergarten',/\"kind = 'kindergarten' AND status = 'open'\",/" -e 's/target: 60/target_year: 2030, target: 60/' -e 's/    kind: kindergarten/&\n    values: {status: {开放: open, 关闭: closed}}/' town/project.yaml >town/trend.yaml
ask() { "$jj" run town/trend.yaml --quiet --out r $2 && "$jj" query r --sql "SELECT unit_code,status,num,year,evidence_$1 FROM rule_result" --format csv; }
ask en && ask zh "--year 2022"
"$jj" run town/trend.yaml --quiet --out r && tail -2 r/annexes/附表1*.csv
