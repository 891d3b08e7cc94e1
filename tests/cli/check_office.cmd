"$jj" check office.yaml --mapping mapping.yaml && cat mapping.yaml
