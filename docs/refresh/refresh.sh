#!/usr/bin/env bash
# One month's refresh: asks for what has changed since the last one, reads it, checks it, publishes it.
#
#   refresh.sh OWNER/NAME [OPTIONS OF peatmoss build]
#
# OWNER/NAME is the dataset on the Hub. PEATMOSS_HOME is the folder that is kept from month to month (by default
# ~/peatmoss); a file tokens.env in it may set HF_TOKEN and GITHUB_TOKEN. PEATMOSS_CONFIG names the settings (by default
# hub), PEATMOSS_PUBLISH holds options of peatmoss publish, such as --allow-share-alike. After a stop, run it again: it
# goes on where it was. In a month that was published it does nothing.
set -euo pipefail

dataset=${1:?give the dataset on the Hub: OWNER/NAME}
shift
home=${PEATMOSS_HOME:-$HOME/peatmoss}
mkdir -p "$home"
cd "$home"
if [ -f tokens.env ]; then
    set -a
    . ./tokens.env
    set +a
fi

if [ -z "${PEATMOSS_MONTH:-}" ]; then
    PEATMOSS_MONTH=$(cat month 2> /dev/null || date -u +%Y.%m)  # a refresh that was stopped keeps its month
fi
if [ -f "published-$PEATMOSS_MONTH" ]; then
    echo "$PEATMOSS_MONTH is published: nothing to do"
    exit 0
fi
echo "$PEATMOSS_MONTH" > month

peatmoss build --config "${PEATMOSS_CONFIG:-hub}" --work work --out peatmoss "$@"
peatmoss check peatmoss
read -r -a more <<< "${PEATMOSS_PUBLISH:-}"
peatmoss publish "$dataset" peatmoss --tag "v$PEATMOSS_MONTH" ${more[@]+"${more[@]}"}
touch "published-$PEATMOSS_MONTH"
rm -f month
