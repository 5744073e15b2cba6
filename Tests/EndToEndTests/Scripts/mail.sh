#!/usr/bin/env bash
# Mail to real servers, read by somebody else's parser: `mail.sh PROGRAM`. Needs aiosmtpd and openssl; with root and
# Postfix it also goes through those. What is missing is named, and what needs it is left out.
set -euo pipefail
BELFRY=$(realpath "$1")
export BELFRY PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "$0")/mail"

# Debian's package is for Debian's Python, which need not be the first of the path.
for python in python3 /usr/bin/python3; do
    if "$python" -c 'import aiosmtpd' 2>/dev/null; then
        exec "$python" -W ignore::UserWarning -m unittest discover --start-directory . --pattern '*_tests.py'
    fi
done
echo "note: no aiosmtpd here: the tests of mail are left out"
