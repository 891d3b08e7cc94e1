"$jj" locate --model pcenter --cost villages_cost.csv --demand villages_demand.csv --sites 9
