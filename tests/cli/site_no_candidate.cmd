"$jj" site town/project.yaml --kind kindergarten --sites 1 --where 'people > 1e9'
