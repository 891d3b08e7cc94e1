"$jj" locate --lang zh --model lscp --radius 1 --share 99% --cost villages_cost.csv --demand villages_demand.csv
