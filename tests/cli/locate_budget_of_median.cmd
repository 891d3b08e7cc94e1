"$jj" locate --model pmedian --budget 4 --cost villages_cost.csv --demand villages_demand.csv
