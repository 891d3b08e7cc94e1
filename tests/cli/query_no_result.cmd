"$jj" query nowhere
