"$jj" rules show A-CUL-05 --lang zh && "$jj" rules show B-SPD-06 --lang zh
