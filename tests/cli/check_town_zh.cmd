"$jj" check town.yaml --lang zh
