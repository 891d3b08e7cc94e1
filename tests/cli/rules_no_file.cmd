"$jj" rules check nothing.csv
