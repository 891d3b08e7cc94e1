"$jj" run town/project.yaml --quiet --out before; "$jj" compare before town
