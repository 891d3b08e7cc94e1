for a in nowhere "nowhere --port 65536" "nowhere --for 0" "nowhere --address home" ""; do $jj serve $a 2>&1; echo "exit $?"; done
