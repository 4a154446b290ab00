#!/usr/bin/env python3
"""Verifies a webhook (Standard Webhooks, v1): verify.py ID TIMESTAMP SIGNATURE <body

They are the headers webhook-id, webhook-timestamp and webhook-signature. The secret (whsec_…) is in
PATCHBAY_WEBHOOK_SECRET. Prints verified, or refused and exits with 1.
"""
import base64
import hashlib
import hmac
import os
import sys
import time


def is_genuine(secret, id, timestamp, signatures, body):
    """body: the bytes as they came, before any parser touched them"""
    if not timestamp.isascii() or not timestamp.isdigit():
        return False
    if abs(time.time() - int(timestamp)) > 300:  # minutes later it may be a replay
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{id}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    # While a secret is replaced there are several; one that fits is enough.
    return any(hmac.compare_digest(one.encode(), expected) for one in signatures.split(" "))


secret = os.environ["PATCHBAY_WEBHOOK_SECRET"]
genuine = is_genuine(secret, *sys.argv[1:4], sys.stdin.buffer.read())
print("verified" if genuine else "refused")
sys.exit(0 if genuine else 1)
