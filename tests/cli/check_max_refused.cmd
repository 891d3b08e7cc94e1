"$jj" check town.yaml --quiet --max-refused 10%
