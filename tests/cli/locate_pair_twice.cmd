"$jj" locate --model pcenter --cost villages_twice.csv --sites 1
