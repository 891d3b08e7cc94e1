#!/bin/sh
# The same networks in other tools: pgRouting, SciPy and osmium, those that are installed. $1 =
# bench_road, $2 = its table, for the ratios. PostgreSQL runs as a cluster of its own, on a socket in
# a scratch folder, and is gone at the end.
set -eu
bench=$1
table=$2
work=$(mktemp -d)
chmod 755 "$work"
city=${JIUJIN_CITY:-}
as_postgres=""
[ "$(id -u)" != 0 ] || as_postgres="runuser -u postgres --"
pg=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
started=""
finish() {
  [ -z "$started" ] || $as_postgres "$pg/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT
cd "$work"

# seconds of a case of ours, by the beginning of its line
ours() { sed -n "s/^$1: .*: \([0-9.]*\) s, .*/\1/p" "$table"; }
report() { # name our-case seconds
  awk -v name="$1" -v s="$3" -v mine="$(ours "$2")" 'BEGIN {
    printf "%-66s %8.3f s; jiujin takes 1/%.1f of the time\n", name, s, s / mine }'
}

"$bench" --dump "$work"

if [ -z "$city" ]; then
  echo "pgRouting: no city, JIUJIN_CITY names none"
elif [ -z "$pg" ] || [ ! -e "$("$pg/pg_config" --sharedir)/extension/pgrouting.control" ]; then
  echo "pgRouting: not installed"
else
  mkdir pg
  [ -z "$as_postgres" ] || chown postgres pg
  $as_postgres "$pg/initdb" -D "$work/pg/data" -A trust -U bench -N >initdb.log 2>&1
  $as_postgres "$pg/pg_ctl" -D "$work/pg/data" -w -l "$work/pg/log" \
    -o "-c listen_addresses='' -c unix_socket_directories='$work/pg' -c jit=off -c shared_buffers=256MB" start >start.log 2>&1
  started=yes
  sql() { "$pg/psql" -h "$work/pg" -U bench -d postgres -qAt -v ON_ERROR_STOP=1 "$@"; }
  sql -c 'CREATE EXTENSION pgrouting CASCADE' \
    -c 'CREATE TABLE edge (id bigserial, source bigint, target bigint, cost float8, reverse_cost float8)' \
    -c '\copy edge (source, target, cost, reverse_cost) FROM city.csv CSV' -c 'VACUUM ANALYZE edge' 2>/dev/null
  cat >search.sql <<S
\\timing on
SELECT count(*) FROM pgr_drivingDistance('SELECT id, source, target, cost, reverse_cost FROM edge',
  ARRAY[$(paste -sd, city_sources.csv)]::bigint[], :limit, true, equicost => true);
S
  # milliseconds of the best of five
  best_ms() { for _ in 1 2 3 4 5; do sql -v limit="$1" -f search.sql; done | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' | sort -n | head -1; }
  all=$(best_ms 1e15)
  none=$(best_ms 0)
  version=$(sql -c "SELECT (string_to_array(pgr_version(), ' '))[1]")
  rows=$(sql -v limit=1e15 -f search.sql | head -1)
  edges=$(sql -c 'SELECT count(*) FROM edge')
  echo "pgRouting $version pgr_drivingDistance(equicost), $edges edges, 50 sources, $rows nodes answered"
  report "  as called" city "$(awk -v a="$all" 'BEGIN { print a / 1000 }')"
  report "  less the same call with nothing to search (SQL, graph)" city \
    "$(awk -v a="$all" -v n="$none" 'BEGIN { print (a - n) / 1000 }')"
fi

if /usr/bin/python3 -c 'import scipy' 2>/dev/null; then
  cat >search.py <<'P'
import sys, time
import numpy, scipy
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
name, runs = sys.argv[1], int(sys.argv[2])
edges = numpy.loadtxt(name + ".csv", delimiter=",", dtype=numpy.int64)
sources = numpy.unique(numpy.loadtxt(name + "_sources.csv", dtype=numpy.int64))
a, b, forward, back = edges.T
tail, head = numpy.concatenate([a, b]), numpy.concatenate([b, a])
cost = numpy.concatenate([forward, back])
tail, head, cost = tail[cost >= 0], head[cost >= 0], cost[cost >= 0]
order = numpy.lexsort((cost, head, tail))  # of parallel streets the cheapest
tail, head, cost = tail[order], head[order], cost[order]
first = numpy.concatenate([[True], (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])])
n = max(tail.max(), head.max()) + 1
graph = csr_matrix((cost[first].astype(float), (tail[first], head[first])), shape=(n, n))
best = 1e300
for _ in range(runs):
    begin = time.time()
    dijkstra(graph, indices=sources, min_only=True)
    best = min(best, time.time() - begin)
print(scipy.__version__, best)
P
  for name in lattice city; do
    [ -e "$name.csv" ] || continue
    runs=1
    [ $name = lattice ] || runs=5
    # shellcheck disable=SC2046
    set -- $(/usr/bin/python3 search.py $name $runs)
    report "SciPy $1 csgraph.dijkstra(min_only), $name" $name "$2"
  done
else
  echo "SciPy: not installed"
fi
rm -f lattice.csv city.csv

if command -v osmium >/dev/null; then
  "$(dirname "$bench")/make_town" town.opl 1500 1
  osmium cat town.opl -o town.osm.pbf
  rm town.opl
  "$bench" --read town.osm.pbf | tee read.txt
  /usr/bin/time -o filter.txt -f '%e %U %M' osmium tags-filter town.osm.pbf w/highway -o streets.osm.pbf 2>/dev/null
  /usr/bin/time -o export.txt -f '%e %U %M' osmium export streets.osm.pbf -f geojsonseq -o streets.geojsonseq 2>/dev/null
  cat filter.txt export.txt read.txt | awk -v version="$(osmium --version | sed -n 's/^osmium version //p')" '
    NR <= 2 { wall += $1; cpu += $2; kb = $3 > kb ? $3 : kb }
    NR == 3 { split($0, part, /: /); split(part[3], n, /[ ,]+/)
      printf "osmium %s tags-filter and export of the same 2.25 M points: %.3f s, %.3f s cpu, %d MB at most; jiujin takes %.2f of the time, %.2f of the processor\n",
             version, wall, cpu, kb / 1024, n[1] / wall, n[3] / cpu }'
else
  echo "osmium: not installed"
fi
