sed s/numerator:\ children/numerator:\ kids/ town.yaml >p.yaml; "$jj" check p.yaml
