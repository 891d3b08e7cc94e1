"$jj" rules show A-MED-08
