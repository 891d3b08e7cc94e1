"$jj" locate --model mclp --radius 10 --budget 4 --cost villages_cost.csv --demand villages_demand.csv
