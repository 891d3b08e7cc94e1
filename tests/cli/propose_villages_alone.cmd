"$jj" propose --kind kindergarten --demand changling/villages.csv --year 2025
