sed "s/ownership = 'public', op/ownershp = 'public', op/" town.yaml >p.yaml; "$jj" check p.yaml 2>&1 | cut -c1-150; exit 3
