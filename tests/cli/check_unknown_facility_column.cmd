sed s/ownership:\ owner/ownershp:\ owner/ town.yaml >p.yaml; "$jj" check p.yaml
