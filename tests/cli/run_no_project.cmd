"$jj" run nowhere/project.yaml --out fresh; rc=$?; ls -d fresh* 2>/dev/null; exit $rc
