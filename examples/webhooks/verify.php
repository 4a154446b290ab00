<?php
// Verifies a webhook (Standard Webhooks, v1): php verify.php ID TIMESTAMP SIGNATURE <body
// They are the headers webhook-id, webhook-timestamp and webhook-signature. The secret (whsec_…) is
// in PATCHBAY_WEBHOOK_SECRET. Prints verified, or refused and exits with 1.

// $body: the bytes as they came, such as file_get_contents('php://input')
function is_genuine($secret, $id, $timestamp, $signatures, $body)
{
    if (!preg_match('/^[0-9]{1,12}$/D', $timestamp)) return false;
    if (abs(time() - (int) $timestamp) > 300) return false; // minutes later it may be a replay
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
    $mac = hash_hmac('sha256', "$id.$timestamp.$body", $key, true);
    $expected = 'v1,' . base64_encode($mac);
    // While a secret is replaced there are several; one that fits is enough.
    foreach (explode(' ', $signatures) as $signature) {
        if (hash_equals($expected, $signature)) return true;
    }
    return false;
}

[, $id, $timestamp, $signatures] = $argv;
$body = file_get_contents('php://stdin');
$genuine = is_genuine(getenv('PATCHBAY_WEBHOOK_SECRET'), $id, $timestamp, $signatures, $body);
echo $genuine ? "verified\n" : "refused\n";
exit($genuine ? 0 : 1);
