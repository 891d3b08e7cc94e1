"$jj" run town/project.yaml --rules T-PUB --judge --quiet --out judged
