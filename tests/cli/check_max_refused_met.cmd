"$jj" check town.yaml --quiet --max-refused 0.5
