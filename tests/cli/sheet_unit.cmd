"$jj" run town/project.yaml --quiet --out r && "$jj" sheet r --rule T-PUB --unit 999 --out s || "$jj" sheet r --rule T-PUB --unit 140999 --out s; rc=$?; ls s; exit $rc
