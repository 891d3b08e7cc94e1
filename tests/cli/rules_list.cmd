"$jj" rules list --domain LIF && "$jj" rules list --domain LIF --status machine --priority 2 --format json
