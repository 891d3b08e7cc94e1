"$jj" run town/project.yaml --out r --public --review "晋S(2026)001号" --quiet && ls r; "$jj" query r --sql "SELECT count(*) AS areas FROM service_area" --format csv
