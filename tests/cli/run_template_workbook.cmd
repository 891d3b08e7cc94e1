"$jj" init blank --templates >/dev/null
book=$(ls blank/*.xlsx | head -1)
"$jj" run town/project.yaml --template "$book"; rc=$?
ls -d town/result 2>/dev/null
exit $rc
