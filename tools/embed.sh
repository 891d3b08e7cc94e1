#!/bin/sh
# embed.sh NAME FILE: FILE as C source, a NUL-terminated array NAME.
printf '/* %s */\nextern const unsigned char %s[];\nconst unsigned char %s[] = {\n' "$(basename "$2")" "$1" "$1"
od -An -v -tx1 "$2" | sed 's/ \(..\)/0x\1,/g'
echo '0};'
