sed s/township_hospital/townshp_hospital/ town.yaml >p.yaml; "$jj" check p.yaml
