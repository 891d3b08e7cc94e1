"$jj" supply --cost fca_cost.csv --demand fca_demand.csv --supply fca_supply.csv --method bfca --decay steps:5=1,30=0.5 --lang zh
