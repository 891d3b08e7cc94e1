"$jj" run town/project.yaml --quiet --out r && "$jj" sheet r --rule T-PUBS --out s; rc=$?; ls s; exit $rc
