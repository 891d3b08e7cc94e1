#!/bin/sh
# File lists are written by hand; this finds a source that is on none. Files and lines stay short.
cd "$1" || exit 2
bad=0
# every source's path under the nearest folder that has a meson.build
listed=$(find src -name meson.build -not -path '*/node_modules/*' | while read -r m; do
  tr "'" '\n' <"$m" | sed -n "s#^\([A-Za-z0-9_/]*\.c\)\$#${m%/meson.build}/\1#p"
done | sort)
there=$(find src -name '*.c' -not -path '*/node_modules/*' | sort)
missing=$(printf '%s\n%s\n%s\n' "$listed" "$listed" "$there" | sort | uniq -u)
[ -z "$missing" ] || { echo "in no meson.build:" $missing; bad=1; }
twice=$(printf '%s\n' "$listed" | uniq -d)
[ -z "$twice" ] || { echo "listed twice:" $twice; bad=1; }
printf '%s\n' "$there" | xargs wc -l | awk '$2 != "total" && $1 > 900 {print $2 " has " $1 " lines, more than 900"; bad = 1} END {exit bad}' || bad=1
grep -rnE '\b(strcpy|strcat|atoi|atof|gets|strtok|alloca)\(' src --include='*.c' && bad=1
grep -rnE '\b(malloc|calloc|realloc)\(' src --include='*.c' | grep -v '^src/base/mem.c' && { echo "memory comes from base/mem.h"; bad=1; }
# columns as clang-format counts them: Chinese takes two (in UTF-8 it begins with 343 to 357 octal)
find src include tests -name '*.[ch]' -not -path '*/node_modules/*' | LC_ALL=C xargs awk '
  { line = $0; gsub(/[\200-\277]/, "", line); wide = gsub(/[\343-\357]/, "", line) }
  length(line) + 2 * wide > 100 { print FILENAME ":" FNR " is wider than 100 columns"; bad = 1 }
  END { exit bad }' || bad=1
exit $bad
