"$jj" sheet r --public
