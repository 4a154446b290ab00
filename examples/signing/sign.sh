#!/usr/bin/env bash
# Signs one request with openssl and sends it with curl: sign.sh METHOD PATH [BODY]
# On a machine with other users, take another language: arguments of openssl can be seen by all.
set -euo pipefail
method=$1 path=$2 body=${3-}

timestamp=$(date +%s.%N)  # decimals: a signature works once
body_hash=$(printf %s "$body" | openssl dgst -sha256 -r | cut -d' ' -f1)
signature=$(printf '%s\n%s\n%s\n%s' "$timestamp" "$method" "$path" "$body_hash" |
  openssl dgst -sha256 -r -hmac "$PATCHBAY_SECRET" | cut -d' ' -f1)

answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
data=()
[[ $body ]] && data=(--header 'Content-Type: application/json' --data-binary "$body")
curl --silent --request "$method" "$PATCHBAY_URL$path" \
  --output "$answer" --write-out '%{http_code}\n' \
  --header "Authorization: Bearer $PATCHBAY_KEY" \
  --header "X-Patchbay-Timestamp: $timestamp" \
  --header "X-Patchbay-Signature: v1=$signature" "${data[@]}"
cat "$answer"
