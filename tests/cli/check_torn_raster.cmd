head -c 110 town_people.asc >torn.asc; sed s/town_people/torn/ town.yaml >p.yaml; "$jj" check p.yaml
