"$jj" run town/project.yaml --template homes.csv
