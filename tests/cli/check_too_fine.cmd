printf 'ncols 40000\nnrows 40000\nxllcorner 112\nyllcorner 37\ncellsize 0.000001\n1 1\n' >fine.asc
sed s/town_people/fine/ town.yaml >p.yaml; "$jj" check p.yaml --memory 2G
