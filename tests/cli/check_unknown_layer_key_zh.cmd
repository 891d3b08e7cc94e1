printf "surface:\n  roads:\n    - {source: lane.geojson, join_m: 5}\n" >>town.yaml; "$jj" check town.yaml --lang zh
