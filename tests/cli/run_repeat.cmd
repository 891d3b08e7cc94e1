"$jj" run town/project.yaml --quiet --out again && cp again/manifest.json first.json && "$jj" run town/project.yaml --quiet --threads 1 --out again && cmp first.json again/manifest.json
