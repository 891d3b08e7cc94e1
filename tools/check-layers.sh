#!/bin/sh
# Each folder of src/ may include only what its line in src/meson.build names, its own, and jiujin/.
# Rooms of analysis/ may not include one another. Foreign headers belong behind store, out, serve.
cd "$1" || exit 2
bad=0
allowed() {
  [ "$1" = cli ] && { echo "base geo store model load solve analysis rules out serve"; return; }
  sed -n "s/^  '$1': *\[\[\([^]]*\)\].*/\1/p" src/meson.build | tr -d "',"
}
for f in $(find src include -name '*.[ch]' -not -path '*/node_modules/*'); do
  case $f in src/*) own=$(echo "$f" | cut -d/ -f2) ;; *) own=jiujin ;; esac
  for inc in $(sed -n 's/^ *# *include *"\([^"]*\)".*/\1/p' "$f"); do
    case $inc in *.inc) continue ;; esac
    top=${inc%%/*}
    if [ "$own" = analysis ] && [ "$top" = analysis ]; then
      room=$(echo "$f" | cut -d/ -f3) other=$(echo "$inc" | cut -d/ -f2)
      [ "$room" = "$other" ] || [ "${other%.h}" != "$other" ] || { echo "$f includes $inc of a sibling room"; bad=1; }
    fi
    [ "$top" = "$own" ] || [ "$top" = jiujin ] && continue
    case " $(allowed "$own") " in *" $top "*) ;; *) echo "$f includes $inc"; bad=1 ;; esac
  done
  case $own in store | out | serve) continue ;; esac
  grep -HnE '^ *# *include *<(gdal|ogr|cpl_|proj|geos|sqlite3|spatialite|yaml|readosm|xlsxwriter|zip|cairo|pango|microhttpd|jansson|opencc)' "$f" && bad=1
done
for layer in solve analysis rules; do
  grep -rnE '\b(fopen|open|getenv|time|clock_gettime|printf|setlocale)\(' "src/$layer" --include='*.c' | grep -vE 'jj_|snprintf|//' && { echo "$layer is pure"; bad=1; }
done
exit $bad
