"$jj" site town/project.yaml --kind kindergarten --sites 1 --per hamlet
