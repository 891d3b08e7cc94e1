cat fca_cost.csv >twice.csv; echo a,x,6 >>twice.csv; "$jj" supply --cost twice.csv --demand fca_demand.csv --supply fca_supply.csv --method 2sfca --decay binary:10
