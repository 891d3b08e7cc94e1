sed s/places:\ seats/places:\ beds/ town.yaml >p.yaml; "$jj" check p.yaml
