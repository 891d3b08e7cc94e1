cat >points.geojson <<'P'
{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "1", "name": "a", "kind": "town", "people": 1, "children": 1}, "geometry": {"type": "Point", "coordinates": [112.01, 37.01]}}]}
P
sed s/town_units/points/ town.yaml >p.yaml; "$jj" check p.yaml
