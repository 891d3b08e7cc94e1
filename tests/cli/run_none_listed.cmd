head -1 town_places.csv >none.csv; sed s/town_places/none/ town.yaml >p.yaml; "$jj" run p.yaml --out result --lang zh; cat result/ledger.csv
