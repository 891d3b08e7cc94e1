sed -i "1i 幼儿园名单,,,," town/kindergartens.csv; "$jj" check town --lang zh
