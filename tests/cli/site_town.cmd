"$jj" site town/project.yaml --kind kindergarten --sites 2 --phases 2
