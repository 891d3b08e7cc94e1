sed -i /^H/d changling/minutes.csv && "$jj" propose --kind kindergarten --year 2025 --demand changling/villages.csv --minutes changling/minutes.csv
