echo '{"type":"FeatureCollection","features":[]}' >none.geojson; sed s/town_units/none/ town.yaml >p.yaml; "$jj" check p.yaml
