"""Rasters as lists of numbers, for roads.sh: `reach` and `areas` print what it compares.

roads.py reach PEOPLE KIND=STRAIGHT,ROAD ..    people by what becomes of those the straight line covers
roads.py areas PEOPLE MINUTES T ..             "T people cells" within each T, from the field itself
roads.py same A B                              exit 1 unless every cell is equal
Rasters are read through gdal_translate, which writes them as bare 32-bit floats.
"""
import array
import subprocess
import sys
import tempfile


def cells(path):
    with tempfile.TemporaryDirectory() as folder:
        bare = folder + "/cells.bil"
        subprocess.run(["gdal_translate", "-q", "-of", "EHdr", "-ot", "Float32", path, bare], check=True)
        numbers = array.array("f")
        with open(bare, "rb") as f:
            numbers.frombytes(f.read())
        return numbers


def reach(people_path, kinds):
    people = cells(people_path)
    inhabited = [i for i, n in enumerate(people) if n > 0]
    for kind in kinds:
        name, paths = kind.split("=")
        straight, road = (cells(path) for path in paths.split(","))
        also = far = none = alone = 0.0
        for i in inhabited:
            if straight[i] == 0:
                if road[i] == 0:
                    also += people[i]
                elif road[i] == 2:
                    none += people[i]
                else:
                    far += people[i]
            elif road[i] == 0:
                alone += people[i]
        print(f"{name}: straight {also + far + none:.0f} people = also by road {also:.0f} + by road too far {far:.0f} "
              f"+ no road to it {none:.0f}; by road alone {alone:.0f}")


def areas(people_path, minutes_path, limits):
    people, minutes = cells(people_path), cells(minutes_path)
    reached = [(t, people[i]) for i, t in enumerate(minutes) if t >= 0]
    for limit in map(int, limits):
        within = [n for t, n in reached if t <= limit]
        print(limit, f"{sum(n for n in within if n > 0):.6f}", len(within))


if sys.argv[1] == "reach":
    reach(sys.argv[2], sys.argv[3:])
elif sys.argv[1] == "areas":
    areas(sys.argv[2], sys.argv[3], sys.argv[4:])
elif cells(sys.argv[2]) != cells(sys.argv[3]):
    sys.exit(1)
