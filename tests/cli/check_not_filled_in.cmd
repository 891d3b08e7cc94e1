"$jj" init blank >/dev/null && "$jj" check blank || "$jj" run blank --lang zh
