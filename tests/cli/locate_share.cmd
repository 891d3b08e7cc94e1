"$jj" locate --model lscp --radius 10 --share 60% --phases 1 --cost villages_cost.csv --demand villages_demand.csv
