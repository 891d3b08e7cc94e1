sed '/datum: wgs84/d' town.yaml >p.yaml; "$jj" check p.yaml
