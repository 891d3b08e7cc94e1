#!/bin/sh
# `jiujin check` on real data: run.sh JIUJIN FOLDER NAME. The project file runs in a scratch folder
# with the data's own path; what it prints must equal FOLDER/NAME/check.out. 77 where there is no data.
set -eu
jj=$(realpath "$1") dir=$(realpath "$2") name=$3
export LC_ALL=C.UTF-8 JIUJIN_GEODATA=$dir/../../geodata
shared=${JIUJIN_SHARED:-$dir/../../../shared}
[ -d "$shared/data/$name" ] || { echo "no data: $shared/data/$name is not there"; exit 77; }
shared=$(realpath "$shared")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
sed -e "s#\.\./\.\./\.\./\.\./shared#$shared#g" -e "s#\.\./\.\./\.\./geodata#$JIUJIN_GEODATA#g" \
  "$dir/$name/project.yaml" >"$scratch/project.yaml"
cd "$scratch"
if [ "$name" = renshou ]; then
  command -v ogr2ogr >/dev/null || { echo "no ogr2ogr to make the kindergartens"; exit 77; }
  sh "$dir/kindergartens.sh" "$shared/data/renshou/townships.geojson" >kindergartens_synthetic.csv
fi
"$jj" check project.yaml >check.out
diff -u "$dir/$name/check.out" check.out
