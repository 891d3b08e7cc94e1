"$jj" run town/project.yaml --rules T-PUB,T-WALK
ls town/result | grep -v tables; ls town | grep -E "result\." ; echo end
