"$jj" check town | head -4 && "$jj" run town --quiet && "$jj" query town/project.yaml --lang zh || "$jj" export town --out e || "$jj" check lists || "$jj" check lists --lang zh
