"$jj" run town/project.yaml --rules T-PUBS --out fresh
