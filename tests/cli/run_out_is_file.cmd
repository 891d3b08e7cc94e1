: >afile; "$jj" run town/project.yaml --out afile
