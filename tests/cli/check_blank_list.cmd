: >none.csv; sed s/town_places/none/ town.yaml >p.yaml; "$jj" check p.yaml
