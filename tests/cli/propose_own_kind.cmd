printf 'id,domain,title_zh,title_en\nreading_room,CUL,农家书屋,village reading room\n' >kinds.csv
sed -i "s/宠物: \"-\"/宠物: reading_room/" town.yaml
cat >>town.yaml <<'END'
    - {id: T-2, domain: CUL, status: machine, metric: POP_COVER, unit_sets: township, demand: total, profiles: straight,
       threshold: 1000, threshold_unit: m, filters: kind = 'reading_room', op: report, title_en: a reading room within 1 km}
END
"$jj" run town.yaml --out result --quiet
"$jj" propose result --kind reading_room --at 112.025,37.015 --around 0
"$jj" propose result --kind reading_rom --at 112.025,37.015
