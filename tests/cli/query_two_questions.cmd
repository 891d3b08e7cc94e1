"$jj" query q --at 1,1 --sql "SELECT 1"
