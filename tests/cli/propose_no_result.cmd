"$jj" propose --kind kindergarten
