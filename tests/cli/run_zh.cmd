"$jj" run town/project.yaml --rules T-PUB --out zh --lang zh
