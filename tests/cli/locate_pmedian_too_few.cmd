"$jj" locate --model pmedian --cost villages_cost.csv --demand villages_demand.csv --sites 1 --fixed A
