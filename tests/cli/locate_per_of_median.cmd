"$jj" locate --model pmedian --sites 1 --per villages_unit.csv --cost villages_cost.csv --demand villages_demand.csv
