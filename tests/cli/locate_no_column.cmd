"$jj" locate --model pcenter --cost villages_demand.csv --sites 1
