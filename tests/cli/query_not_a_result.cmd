"$jj" query town
