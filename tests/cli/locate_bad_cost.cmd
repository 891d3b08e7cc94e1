"$jj" locate --model pcenter --cost villages_bad.csv --sites 1
