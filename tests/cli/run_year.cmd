"$jj" run town/project.yaml --year 2019 --rules T-PUB --out year2019 | head -1
