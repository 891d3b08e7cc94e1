"$jj" init books --templates --quiet && ls books && "$jj" init both --demo --templates
