#!/usr/bin/env bash
# Webhooks to a handler as people write one: `webhook.sh PROGRAM`. Needs Python.
set -euo pipefail
BELFRY=$(realpath "$1")
export BELFRY PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "$0")/webhook"
exec python3 -m unittest discover --start-directory . --pattern '*_tests.py'
