#!/bin/sh
# `jiujin check` on real data: run.sh JIUJIN FOLDER NAME. The project file runs in a scratch folder
# with the data's own path; what it prints must equal FOLDER/NAME/check.out. 77 where there is no data.
. "$(dirname "$0")/common.sh"
name=$3
need_data "$name"
project "$name" >project.yaml
if [ "$name" = renshou ]; then
  need_tool ogr2ogr
  sh "$dir/kindergartens.sh" "$shared/data/renshou/townships.geojson" >kindergartens_synthetic.csv
fi
"$jj" check project.yaml >check.out
diff -u "$dir/$name/check.out" check.out
