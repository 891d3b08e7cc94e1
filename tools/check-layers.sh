#!/bin/sh
# Each folder of src/ may include only what its line in src/meson.build names, its own, and jiujin/.
# Rooms of analysis/ may not include one another. Foreign headers belong behind store, out, serve.
cd "$1" || exit 2
bad=0
everything=$(sed -n "s/^layer_names = \[\(.*\)\]/\1/p" src/meson.build | tr -d "',")
{
  sed -n "s/^  '\([a-z]*\)': *\[\[\([^]]*\)\].*/allow \1 \2/p" src/meson.build | tr -d "',"
  echo "allow cli $everything serve"
  grep -rnE '^ *# *include *"' src include --include='*.c' --include='*.h' --exclude-dir=node_modules |
    sed 's/^\([^:]*\):[0-9]*: *# *include *"\([^"]*\)".*/\1 \2/'
} | awk '
  $1 == "allow" { for (i = 3; i <= NF; i++) may[$2, $i] = 1; next }
  $2 ~ /\.inc$/ { next }
  {
    split($1, path, "/"); split($2, inc, "/")
    own = path[1] == "src" ? path[2] : "jiujin"
    if (own == "analysis" && inc[1] == "analysis" && inc[2] !~ /\.h$/ && inc[2] != path[3]) {
      print $1 " includes " $2 " of a sibling room"; bad = 1
    }
    if (inc[1] != own && inc[1] != "jiujin" && !((own, inc[1]) in may)) { print $1 " includes " $2; bad = 1 }
  }
  END { exit bad }' || bad=1
foreign='gdal|ogr|cpl_|proj|geos|sqlite3|spatialite|yaml|readosm|expat|xlsxwriter|zip|cairo|pango|microhttpd|jansson|opencc'
grep -rnE "^ *# *include *<($foreign)" src include --include='*.c' --include='*.h' --exclude-dir=node_modules |
  grep -vE '^src/(store|out|serve)/' && bad=1
grep -rnE '\b(fopen|open|getenv|time|clock_gettime|printf|setlocale)\(' src/solve src/analysis src/rules --include='*.c' |
  grep -vE 'jj_|snprintf|//' && { echo "solve, analysis and rules are pure"; bad=1; }
exit $bad
