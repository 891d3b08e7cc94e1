refused() { "$jj" check "$1" --lang "$2" --quiet; echo "$?"; }
{ cat town.yaml; echo "    - {id: T-2, xyzzyxyzzy: 1}"; } >column.yaml
sed 's/columns: {id: id, name: name/columns: {xyzzyxyzzy: id/' town.yaml >attribute.yaml
sed 's/幼儿园: kindergarten/幼儿园: xyzzyxyzzy/' town.yaml >kind.yaml
for project in column attribute kind; do refused $project.yaml en; refused $project.yaml zh; done
