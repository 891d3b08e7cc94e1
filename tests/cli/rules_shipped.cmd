"$jj" rules check "$geodata/rules/shanxi-2025.csv" | sed "s|.*/||"
