sed s/datum:\ wgs84/datum:\ wgs48/ town.yaml >p.yaml; "$jj" check p.yaml
