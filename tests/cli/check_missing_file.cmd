sed s/town_units/none/ town.yaml >p.yaml; "$jj" check p.yaml
