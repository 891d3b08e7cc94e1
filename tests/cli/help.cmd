"$jj" zonal --help && "$jj" zonal --help --lang zh
