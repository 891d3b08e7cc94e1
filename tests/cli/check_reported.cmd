"$jj" check reported.yaml
