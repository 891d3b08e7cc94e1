"$jj" site town/project.yaml --kind kindergarten
