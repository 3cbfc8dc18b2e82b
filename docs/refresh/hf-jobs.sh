#!/usr/bin/env bash
# Schedules the refresh as a Job of the Hub, on a GPU whose language model reads the cards. It needs a balance of credits.
# Write your names in place of OWNER. HF_TOKEN and GITHUB_TOKEN come from your environment. The bucket keeps the workspace.
set -euo pipefail

hf jobs scheduled run \
    --name peatmoss-refresh --flavor l4x1 --timeout 2d --no-concurrency \
    --secrets HF_TOKEN --secrets GITHUB_TOKEN \
    --env PEATMOSS_HOME=/tmp/kept \
    --volume hf://buckets/OWNER/peatmoss:/bucket \
    "23 4 2,4 * *" vllm/vllm-openai:latest \
    bash -c '
        set -euo pipefail
        mkdir -p /tmp/kept
        [ ! -f /bucket/kept.tar ] || tar -xf /bucket/kept.tar -C /tmp/kept
        trap "tar -cf /bucket/new.tar --exclude=./work/fetched -C /tmp/kept . && mv /bucket/new.tar /bucket/kept.tar" EXIT
        git clone --depth 1 https://github.com/OWNER/peatmoss /tmp/source
        pip install "/tmp/source[build]"
        timeout --signal=INT 46h bash /tmp/source/docs/refresh/refresh.sh OWNER/peatmoss --serve Qwen/Qwen3-8B
    '
