"$jj" sheet nowhere
