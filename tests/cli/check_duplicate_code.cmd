sed s/999902002/999902001/ town_units.geojson >twice.geojson; sed s/town_units/twice/ town.yaml >p.yaml; "$jj" check p.yaml
