#!/usr/bin/env python3
"""Published siting answers: locate.py JIUJIN. San Francisco (205 tracts, 16 stores) and pmed1-5 of
OR-Library, to proven optimality. Skips (77) where the data are absent."""
import csv, json, os, subprocess, sys, tempfile

jj = os.path.abspath(sys.argv[1])
here = os.path.dirname(os.path.abspath(__file__))
truth = os.path.join(os.environ.get('JIUJIN_SHARED', os.path.join(here, '../../../shared')), 'data/truth')
if not os.path.isdir(truth):
    print('no data:', truth, 'is not there')
    sys.exit(77)
os.chdir(tempfile.mkdtemp())
bad = 0


def ask(label, want, *options):
    global bad
    out = subprocess.run([jj, 'locate', '--format', 'json', *options], capture_output=True, text=True)
    answer = json.loads(out.stdout) if out.returncode == 0 else {}
    got = answer.get('objective')
    ok = got is not None and abs(got - want) <= 1e-6 * abs(want) and answer['optimal'] is True
    bad += not ok
    print('ok  ' if ok else 'FAIL', label, got, 'wanted', want, out.stderr.strip())


def shortest(path):
    """All pairs of a pmed graph; of a repeated edge the last cost counts."""
    numbers = [list(map(int, l.split())) for l in open(path) if l.strip()]
    n, _, p = numbers[0]
    d = [[0 if i == j else 10**9 for j in range(n)] for i in range(n)]
    for a, b, c in numbers[1:]:
        d[a - 1][b - 1] = d[b - 1][a - 1] = c
    for k in range(n):
        row = d[k]
        for i in range(n):
            via, line = d[i][k], d[i]
            if via < 10**9:
                d[i] = [x if x <= via + y else via + y for x, y in zip(line, row)]
    return d, p


for i, (median, center) in enumerate([(5819, 127), (4093, 98), (4250, 93), (3034, 74), (1355, 48)], 1):
    d, p = shortest(f'{truth}/pmed/pmed{i}.txt')
    with open('cost.csv', 'w') as f:
        f.write('client,site,cost\n')
        f.writelines(f'{a + 1},{b + 1},{c}\n' for a, row in enumerate(d) for b, c in enumerate(row))
    ask(f'pmed{i} p-median', median, '--model', 'pmedian', '--cost', 'cost.csv', '--sites', str(p))
    ask(f'pmed{i} p-center', center, '--model', 'pcenter', '--cost', 'cost.csv', '--sites', str(p))

with open(f'{truth}/san-francisco/SF_network_distance_candidateStore_16_censusTract_205_new.csv') as f, \
        open('cost.csv', 'w') as out:
    out.write('client,site,cost\n')
    for r in csv.DictReader(f):
        out.write(f"{r['DestinationName']},{r['name']},{r['distance']}\n")
with open(f'{truth}/san-francisco/SF_demand_205_centroid_uniform_weight.csv') as f, open('demand.csv', 'w') as out:
    out.write('id,demand\n')
    for r in csv.DictReader(f):
        out.write(f"{r['NAME']},{r['POP2000']}\n")
common = ['--cost', 'cost.csv', '--demand', 'demand.csv']
ask('San Francisco LSCP', 8, '--model', 'lscp', '--radius', '5000', *common)
for p, want in ((1, 448255), (2, 671938), (3, 791499)):
    ask(f'San Francisco MCLP p={p}', want, '--model', 'mclp', '--radius', '5000', '--sites', str(p), *common)
for p, want in ((1, 5731159103.675338), (2, 4009098972.134911)):
    ask(f'San Francisco p-median p={p}', want, '--model', 'pmedian', '--sites', str(p), *common)
for p, want in ((1, 11577.278996), (2, 9130.758741)):
    ask(f'San Francisco p-center p={p}', want, '--model', 'pcenter', '--sites', str(p), *common)
sys.exit(bad > 0)
