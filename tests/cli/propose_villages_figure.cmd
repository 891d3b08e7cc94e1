sed -i s/^H,9,6/H,9,-6/ changling/villages.csv && "$jj" propose --kind kindergarten --year 2025 --demand changling/villages.csv --minutes changling/minutes.csv
