"$jj" run town/project.yaml --max-refused many
