#!/usr/bin/env python3
"""Signs one request and sends it: sign.py METHOD PATH [BODY]"""
import hashlib
import hmac
import os
import sys
import time
import urllib.error
import urllib.request

method, path = sys.argv[1:3]
body = (sys.argv[3] if len(sys.argv) > 3 else "").encode()

timestamp = f"{time.time():.6f}"  # decimals: a signature works once
text = "\n".join([timestamp, method, path, hashlib.sha256(body).hexdigest()])
signature = hmac.new(os.environ["PATCHBAY_SECRET"].encode(), text.encode(), "sha256").hexdigest()

request = urllib.request.Request(os.environ["PATCHBAY_URL"] + path, method=method, data=body or None)
request.add_header("Authorization", "Bearer " + os.environ["PATCHBAY_KEY"])
request.add_header("X-Patchbay-Timestamp", timestamp)
request.add_header("X-Patchbay-Signature", "v1=" + signature)
if body:
    request.add_header("Content-Type", "application/json")
try:
    answer = urllib.request.urlopen(request)
except urllib.error.HTTPError as refused:
    answer = refused
print(answer.status)
print(answer.read().decode())
