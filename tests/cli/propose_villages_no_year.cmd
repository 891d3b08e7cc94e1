"$jj" propose --kind kindergarten --demand changling/villages.csv --minutes changling/minutes.csv 
