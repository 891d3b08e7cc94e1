for a in nowhere "nowhere --port 65536" "nowhere --for 0" "nowhere --address home" "nowhere --address 0.0.0.0" "nowhere --token short" ""; do $jj serve $a 2>&1; echo "exit $?"; done
