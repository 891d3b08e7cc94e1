sed s/population:/popualtion:/ town.yaml >p.yaml; "$jj" check p.yaml
