mkdir -p full && touch full/file && "$jj" init full --demo
