"$jj" rules check bad_rules.csv --lang zh
