#!/usr/bin/env bash
# Verifies a webhook (Standard Webhooks, v1): verify.sh ID TIMESTAMP SIGNATURE <body
# They are the headers webhook-id, webhook-timestamp and webhook-signature. The secret (whsec_…) is
# in PATCHBAY_WEBHOOK_SECRET. Prints verified, or refused and exits with 1.
# For a look at one message: others on the machine can see the arguments of openssl.
set -euo pipefail
id=$1 timestamp=$2 signatures=$3

refuse() {
  echo refused
  exit 1
}

[[ $timestamp =~ ^[0-9]{1,12}$ ]] || refuse
age=$(($(date +%s) - 10#$timestamp))
((${age#-} <= 300)) || refuse # minutes later it may be a replay

key=$(printf %s "${PATCHBAY_WEBHOOK_SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')
expected=v1,$({ printf '%s.%s.' "$id" "$timestamp" && cat; } |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)

# While a secret is replaced there are several; one that fits is enough.
digest() { printf %s "$1" | openssl dgst -sha256 -r; }
for signature in $signatures; do
  if [[ $(digest "$signature") == "$(digest "$expected")" ]]; then
    echo verified
    exit 0
  fi
done
refuse
