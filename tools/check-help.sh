#!/bin/sh
# Help goes to standard output, exits 0, and is at most 80 bytes wide in English; both languages.
jj=$1 bad=0
export LC_ALL=C.UTF-8
commands=$("$jj" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
[ -n "$commands" ] || exit 1
for c in $commands; do
  text=$("$jj" "$c" --help 2>/dev/null) || { echo "$c --help fails"; bad=1; }
  [ -n "$text" ] || { echo "$c --help says nothing"; bad=1; }
  echo "$text" | awk -v c="$c" 'length($0) > 80 {print c ": wider than 80: " $0; bad = 1} END {exit bad}' || bad=1
  "$jj" "$c" --help --lang zh | grep -q '用法' || { echo "$c --help --lang zh is not Chinese"; bad=1; }
done
exit $bad
