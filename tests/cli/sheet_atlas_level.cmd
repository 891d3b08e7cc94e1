"$jj" run town/project.yaml --quiet --out r && "$jj" sheet r --rule T-PUB --atlas province --out s; rc=$?; ls s; exit $rc
