#!/bin/sh
# The same ground in other tools: GRASS r.cost and r.walk, scikit-image MCP_Geometric, those that
# are installed (each once: it takes a minute and the best of five would not be another answer), and
# 400 million cells from file to file. $1 = bench_ground, $2 = its table, for the ratios.
set -eu
bench=$1
table=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bench" --dump "$work"
cd "$work"
size=4000

# the table's 4000 x 4000 part alone
sed '/ by size/d' "$table" >"$work/table"
table=$work/table

# wall and processor seconds of a case of ours, by the beginning of its line: the best of the
# table's five and of five more beside the peer, since a shared machine's speed drifts by the minute
ours() {
  { cat "$table"; "$bench" --only "$1"; } |
    sed -n "s/^$1  *\([0-9.]*\) s *\([0-9.]*\) s cpu.*/\1 \2/p" | sort -n | head -1
}
report() { # name our-case wall cpu
  echo "$3 $4 $(ours "$2")" | awk -v name="$1" -v n=$((size * size)) '{
    printf "%-34s %8.3f s %8.3f s cpu %9.2f Mcells/s; jiujin takes 1/%.0f of the time, 1/%.0f of the processor\n",
           name, $1, $2, n / $1 / 1e6, $1 / $3, $2 / $4 }'
}
timed() { # wall and processor seconds of a command
  /usr/bin/time -f '%e %U' -o took "$@" >/dev/null 2>&1
  cat took
}

if command -v grass >/dev/null; then
  cat >inside.sh <<'J'
set -e
g.region n=4000 s=0 e=4000 w=0 rows=4000 cols=4000
r.in.bin -f input=pace.f32 output=pace bytes=4 north=4000 south=0 east=4000 west=0 rows=4000 cols=4000 --q
r.in.bin -f input=height.f32 output=height bytes=4 north=4000 south=0 east=4000 west=0 rows=4000 cols=4000 --q
r.mapcalc "cost = if(pace > 0, pace, null())" --q
awk '{ print $2 + 0.5 "|" 4000 - $1 - 0.5 }' sources.txt >points.txt
v.in.ascii input=points.txt output=points x=1 y=2 --q
J
  cat >cost8.sh <<'J'
r.cost input=cost output=o nearest=n start_points=points memory=8000 --q --o
J
  cat >cost16.sh <<'J'
r.cost -k input=cost output=o nearest=n start_points=points memory=8000 --q --o
J
  cat >walk16.sh <<'J'
r.walk -k elevation=height friction=cost output=o nearest=n start_points=points memory=8000 --q --o
J
  grass -c XY place -e >/dev/null 2>&1
  grass place/PERMANENT --exec sh inside.sh >/dev/null 2>&1
  version=$(grass --version 2>&1 | sed -n 's/^GRASS GIS \([0-9.]*\).*/\1/p')
  report "GRASS $version r.cost" '8 neighbours' $(timed grass place/PERMANENT --exec sh cost8.sh)
  report "GRASS $version r.cost -k" '16 neighbours' $(timed grass place/PERMANENT --exec sh cost16.sh)
  report "GRASS $version r.walk -k" '16 neighbours, Tobler slopes' $(timed grass place/PERMANENT --exec sh walk16.sh)
fi

if /usr/bin/python3 -c 'import skimage' 2>/dev/null; then
  cat >mcp.py <<'P'
import time
import numpy, skimage
from skimage.graph import MCP_Geometric
pace = numpy.fromfile("pace.f32", "<f4").reshape(4000, 4000).astype(float)
pace[pace == 0] = -1
starts = [tuple(map(int, line.split())) for line in open("sources.txt")]
begin, cpu = time.time(), time.process_time()
MCP_Geometric(pace).find_costs(starts)
print(skimage.__version__, time.time() - begin, time.process_time() - cpu)
P
  # shellcheck disable=SC2046
  set -- $(/usr/bin/python3 mcp.py)
  report "scikit-image $1 MCP_Geometric" '8 neighbours' "$2" "$3"
fi

# one run of several minutes, 10 GB of disk
blocks=$(dirname "$bench")/bench_blocks
[ ! -x "$blocks" ] || (cd "$(dirname "$bench")" && "$blocks")
