"$jj" locate --model pmedian --cost villages_cost.csv --demand villages_demand.csv --sites 2 --format json
