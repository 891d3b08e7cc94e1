"$jj" run town/project.yaml --quiet --out quiet && test -f quiet/result.gpkg
