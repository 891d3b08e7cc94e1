#!/bin/sh
# Where the next 5 and 20 libraries of Wuhan should stand, with the curve of coverage and the bound:
# site_wuhan.sh JIUJIN FOLDER. Every line of site_wuhan.out must come back.
set -eu
jj=$(realpath "$1") dir=$(realpath "$2")
export LC_ALL=C.UTF-8 JIUJIN_GEODATA=$dir/../../geodata
shared=${JIUJIN_SHARED:-$dir/../../../shared}
[ -d "$shared/data/wuhan" ] || { echo "no data: $shared/data/wuhan is not there"; exit 77; }
shared=$(realpath "$shared")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
sed -e "s#\.\./\.\./\.\./\.\./shared#$shared#g" -e "s#\.\./\.\./\.\./geodata#$JIUJIN_GEODATA#g" \
  "$dir/wuhan/project.yaml" >"$scratch/project.yaml"
cd "$scratch"
for n in 5 20; do
  "$jj" site project.yaml --kind library --rule WH-LIB --sites "$n" --phases 2 --quiet
done >site.out
diff -u "$dir/site_wuhan.out" site.out
