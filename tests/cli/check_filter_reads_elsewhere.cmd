sed "s/kind = 'kindergarten' AND ownership = 'public'/kind = 'kindergarten' AND id IN (SELECT name FROM sqlite_master)/" town.yaml >p.yaml; "$jj" check p.yaml
