"$jj" --lang zh chek; "$jj" --lang en 2>&1 | head -1; "$jj" help zonal | head -2; "$jj" zonal --lang zh; "$jj" --lang zh zonal --zone x
