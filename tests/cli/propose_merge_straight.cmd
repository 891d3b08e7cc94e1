sed -i "s/ground: uniform/mode: straight/" town/project.yaml && "$jj" propose town/project.yaml --kind kindergarten --merge
