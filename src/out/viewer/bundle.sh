#!/bin/sh
# bundle.sh FILE...: modules as one script: what they export stands in one scope, imports fall away.
sed -e '/^import /d' -e 's/^export //' "$@"
