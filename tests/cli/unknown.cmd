"$jj" frobnicate
