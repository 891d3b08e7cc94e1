sed -i "s/ground: uniform/mode: straight/; s/threshold: 30/threshold: 300/" town/project.yaml && "$jj" propose town/project.yaml --kind kindergarten --merge
