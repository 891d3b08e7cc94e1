sed 's/^year: 2025/year: soon/' town.yaml >p.yaml; "$jj" check p.yaml
