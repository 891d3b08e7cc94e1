#!/bin/sh
# File lists are written by hand; this finds a source that is on none. Files and lines stay short.
cd "$1" || exit 2
bad=0
for f in $(find src -name '*.c' -not -path '*/node_modules/*'); do
  name=$(basename "$f")
  folder=$(dirname "$f")
  while [ ! -e "$folder/meson.build" ] && [ "$folder" != src ]; do folder=$(dirname "$folder"); done
  grep -q "$name" "$folder/meson.build" || { echo "$f is in no meson.build"; bad=1; }
  lines=$(wc -l <"$f")
  [ "$lines" -le 900 ] || { echo "$f has $lines lines, more than 900"; bad=1; }
done
grep -rnE '\b(strcpy|strcat|atoi|atof|gets|strtok|alloca)\(' src --include='*.c' && bad=1
grep -rnE '\b(malloc|calloc|realloc)\(' src --include='*.c' | grep -v '^src/base/mem.c' && { echo "memory comes from base/mem.h"; bad=1; }
exit $bad
