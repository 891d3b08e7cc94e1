"$jj" rules check --project tiny/project.yaml && "$jj" rules check bad_rules.csv --project tiny/project.yaml | tail -1
