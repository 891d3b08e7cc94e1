"$jj" locate --model pmedian --sites 1 --fixed A --cost villages_cost.csv --demand villages_demand.csv
