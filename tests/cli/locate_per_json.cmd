"$jj" locate --model mclp --radius 10 --sites 2 --per villages_unit.csv --phases 2 --format json --cost villages_cost.csv --demand villages_demand.csv
