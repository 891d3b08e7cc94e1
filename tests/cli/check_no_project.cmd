"$jj" check none.yaml
