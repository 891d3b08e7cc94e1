sed "s/target: 60\/100/target: 90\/100, target_year: 2030/" town/project.yaml >town/plan.yaml
sed -i "1s/$/,opened/; 2s/$/,2019-09-01/; 3s/$/,2026-09-01/" town/kindergartens.csv
sed -i "s/ownership: ownership/&, open_date: opened/" town/plan.yaml
for year in 2020 2025 2027; do "$jj" run town/plan.yaml --year $year --quiet --out r$year || exit; done
"$jj" compare r2020 r2027 --format csv | grep -E "^change|progress"
"$jj" compare r2020 r2025 --lang zh | grep -E "^变化|进度"
"$jj" query r2027 --sql "SELECT id,year,due_year FROM rule" --format csv
grep -h -A1 2030 r2027/annexes/附表1*.csv | cut -d, -f 2,9-12
