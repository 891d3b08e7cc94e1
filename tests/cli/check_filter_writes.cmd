sed "s/kind = 'kindergarten' AND ownership = 'public'/\"kind = 'kindergarten'; DELETE FROM facility\"/" town.yaml >p.yaml; "$jj" check p.yaml
