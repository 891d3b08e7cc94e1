"$jj" supply --cost fca_demand.csv --demand fca_demand.csv --supply fca_supply.csv --method 2sfca --decay binary:10
