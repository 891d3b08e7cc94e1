"$jj" locate --model mclp --cost villages_cost.csv --demand villages_demand.csv --sites 1
