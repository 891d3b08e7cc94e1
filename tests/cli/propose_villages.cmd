"$jj" propose --kind kindergarten --demand changling/villages.csv --minutes changling/minutes.csv --year 2025 --classes 9 --file changling/sites.csv
