mkdir photos; : >photos/cat.jpg; "$jj" run town/project.yaml --out photos; rc=$?; ls photos; exit $rc
