#!/bin/sh
# run.sh JIUJIN FOLDER PREFIX: each PREFIX*.cmd holds one command line for $jj; NAME.out, NAME.err and NAME.rc hold what must come
# back, exactly (absent .out or .err = nothing, absent .rc = 0). Each command runs in its own
# scratch copy of this folder's data, in the C.UTF-8 locale.
set -u
export jj=$(realpath "$1") LC_ALL=C.UTF-8
dir=$(realpath "$2") bad=0 n=0
export geodata=$(realpath "$dir/../../geodata")
export JIUJIN_GEODATA=$geodata
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for c in "$dir/$3"*.cmd; do
  [ -e "$c" ] || continue
  name=$(basename "$c" .cmd)
  n=$((n + 1))
  rm -rf "$scratch/data"
  cp -r "$dir/data" "$scratch/data" && cd "$scratch/data" || exit 2
  sh "$c" >"$scratch/out" 2>"$scratch/err"
  rc=$?
  for part in out err; do
    want=$dir/$name.$part
    [ -e "$want" ] || want=/dev/null
    cmp -s "$want" "$scratch/$part" || { echo "FAIL $name: $part differs"; diff "$want" "$scratch/$part" | head -20; bad=1; }
  done
  want=$(cat "$dir/$name.rc" 2>/dev/null || echo 0)
  [ "$rc" = "$want" ] || { echo "FAIL $name: exit code $rc, not $want"; cat "$scratch/err"; bad=1; }
done
echo "$n command lines"
[ "$n" -gt 0 ] || bad=1
exit $bad
