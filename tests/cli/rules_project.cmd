"$jj" rules check --project tiny/project.yaml
