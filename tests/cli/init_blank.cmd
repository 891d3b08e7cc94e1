mkdir empty && "$jj" init empty/ && "$jj" init sub/new --lang zh && ls empty sub/new && cmp empty/project.yaml sub/new/project.yaml
