"$jj" locate --model mclp --radius 10 --sites 2 --per villages_unit_bad.csv --cost villages_cost.csv
