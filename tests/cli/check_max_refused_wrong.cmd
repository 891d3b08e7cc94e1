"$jj" check town.yaml --max-refused 5m
