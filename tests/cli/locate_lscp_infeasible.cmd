"$jj" locate --model lscp --cost villages_cost.csv --demand villages_demand.csv --radius 5 --lang zh
