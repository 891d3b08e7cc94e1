sed s/town_people.asc/town_places.csv/ town.yaml >p.yaml; "$jj" check p.yaml
