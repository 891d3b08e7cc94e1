sed 's/target: 60\/100/target: 55\/100, target_year: 2030, base_value: 0.2, base_year: 2020/' town/project.yaml >town/plan.yaml
mkdir later blind small && cp -r town/. small && sed -i 's/^year: 2025/year: 2027/; s/n_min: 1,/n_min: 1, demand: total, area_mask: "people>=3200",/' small/plan.yaml && cp -r town/. later && cp -r town/. blind && sed -i 's/^year: 2025/year: 2027/' later/plan.yaml blind/plan.yaml
echo '3,西乡新园,112.0775,37.9325,140999101,public' >>later/kindergartens.csv && sed -i 's/public//' blind/kindergartens.csv
for d in town later blind small; do "$jj" run $d/plan.yaml --quiet --out $d-result || exit; done
"$jj" compare town-result later-result --format csv | grep -E '^change|progress' && "$jj" compare town-result later-result --lang zh | grep -E '^变化|进度' && "$jj" compare later-result blind-result && "$jj" compare town-result small-result | grep -E "^change|T-PUB"
