sed 's/xllcorner 112/xllcorner 12/' town_people.asc >far.asc; sed s/town_people/far/ town.yaml >p.yaml; "$jj" check p.yaml
