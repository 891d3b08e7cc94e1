"$jj" locate --model mclp --cost villages_cost.csv --demand villages_demand.csv --radius 5 --sites 1
