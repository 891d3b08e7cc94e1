printf "id,supply\nx,10\n" >one.csv; "$jj" supply --cost fca_cost.csv --demand fca_demand.csv --supply one.csv --method 2sfca --decay binary:10
