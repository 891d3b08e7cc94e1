"$jj" run town/project.yaml --max-refused 10% --out fresh; rc=$?; ls -d fresh* 2>/dev/null; exit $rc
