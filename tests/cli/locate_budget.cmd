"$jj" locate --model mclp --radius 10 --budget 4 --price villages_price.csv --phases 2 --cost villages_cost.csv --demand villages_demand.csv
