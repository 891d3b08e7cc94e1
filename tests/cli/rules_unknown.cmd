"$jj" rules show A-EDU-3
