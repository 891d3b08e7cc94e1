#!/bin/sh
# Where the next 5 and 20 libraries of Wuhan should stand, with the curve of coverage and the bound:
# site_wuhan.sh JIUJIN FOLDER. Every line of site_wuhan.out must come back.
. "$(dirname "$0")/common.sh"
need_data wuhan
project wuhan >project.yaml
for n in 5 20; do
  "$jj" site project.yaml --kind library --rule WH-LIB --sites "$n" --phases 2 --quiet
done >site.out
diff -u "$dir/site_wuhan.out" site.out
