"$jj" propose town/project.yaml --kind kindergarten --merge
