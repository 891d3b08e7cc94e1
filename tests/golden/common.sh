# What the golden tests in sh begin with: `. "$(dirname "$0")/common.sh"`, given JIUJIN FOLDER.
# Sets jj, dir, shared (where the data are) and leaves the test in a scratch folder that goes away.
set -eu
jj=$(realpath "$1") dir=$(realpath "$2")
export LC_ALL=C.UTF-8 JIUJIN_GEODATA=$dir/../../geodata
shared=$(realpath -m "${JIUJIN_SHARED:-$dir/../../../shared}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

skip() {
  echo "$1"
  exit 77
}

# need_data NAME ...: the test is skipped where folders of the real data are not there
need_data() {
  for name; do
    [ -d "$shared/data/$name" ] || skip "no data: $shared/data/$name is not there"
  done
}

# need_tool PROGRAM ...
need_tool() {
  for tool; do
    command -v "$tool" >/dev/null || skip "no $tool on this machine"
  done
}

# project NAME: FOLDER/NAME/project.yaml with the paths that hold here
project() {
  sed -e "s#\.\./\.\./\.\./\.\./shared#$shared#g" -e "s#\.\./\.\./\.\./geodata#$JIUJIN_GEODATA#g" \
    "$dir/$1/project.yaml"
}
