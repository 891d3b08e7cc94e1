#!/bin/sh
# run.sh JIUJIN FOLDER PREFIX: each PREFIX*.cmd holds one command line for $jj; NAME.out, NAME.err
# and NAME.rc hold what must come back, exactly (absent .out or .err = nothing, absent .rc = 0).
# Each command runs in a scratch copy of this folder's data, in the C.UTF-8 locale.
set -u
export jj=$(realpath "$1") LC_ALL=C.UTF-8
dir=$(realpath "$2") bad=0 n=0
export geodata=$(realpath "$dir/../../geodata")
export JIUJIN_GEODATA=$geodata
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A command that changed the copy leaves the next a new one. File times tick up to 10 ms apart: what
# is written in the tick of the copy would not look newer.
renew_data() {
  if [ -e "$scratch/copied" ]; then
    [ -n "$(find "$scratch/data" -cnewer "$scratch/copied" | head -n 1)" ] || return 0
    rm -rf "$scratch/data"
  fi
  cp -r "$dir/data" "$scratch/data" && touch "$scratch/copied" && sleep 0.02
}

# holds FILE WANT: FILE is what WANT says, nothing where there is no WANT
holds() {
  if [ -e "$2" ]; then cmp -s "$2" "$1"; else [ ! -s "$1" ]; fi
}

for c in "$dir/$3"*.cmd; do
  [ -e "$c" ] || continue
  name=${c##*/} name=${name%.cmd}
  n=$((n + 1))
  renew_data && cd "$scratch/data" || exit 2
  sh "$c" >"$scratch/out" 2>"$scratch/err"
  rc=$?
  for part in out err; do
    want=$dir/$name.$part
    holds "$scratch/$part" "$want" && continue
    echo "FAIL $name: $part differs"
    [ -e "$want" ] || want=/dev/null
    diff "$want" "$scratch/$part" | head -20
    bad=1
  done
  want=0
  [ ! -e "$dir/$name.rc" ] || read -r want <"$dir/$name.rc"
  [ "$rc" = "$want" ] || { echo "FAIL $name: exit code $rc, not $want"; cat "$scratch/err"; bad=1; }
done
echo "$n command lines"
[ "$n" -gt 0 ] || bad=1
exit $bad
