printf "profiles:\n  - {id: mule}\n" | cat town.yaml - >p.yaml; "$jj" check p.yaml
