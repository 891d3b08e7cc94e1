printf "exemptions:\n  - {rule: T-1, unit: 1, reason: x}\n" | cat town.yaml - >p.yaml; "$jj" check p.yaml
