"$jj" run town/project.yaml --template none.docx
