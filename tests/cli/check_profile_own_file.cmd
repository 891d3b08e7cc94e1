mkdir profiles; printf "id: sledge\nspeed_kmh: 4\n" > profiles/sledge.yaml; printf "profiles:\n  - {id: sledge}\n" | cat town.yaml - >p.yaml; "$jj" check p.yaml
