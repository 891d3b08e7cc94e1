"$jj" rules lst
