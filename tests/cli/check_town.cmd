"$jj" check town.yaml
