sed "s/^rules:/rules:\n  only: [T-9]/" town.yaml >p.yaml; "$jj" check p.yaml
