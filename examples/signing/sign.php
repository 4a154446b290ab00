<?php
// Signs one request and sends it: php sign.php METHOD PATH [BODY]
[, $method, $path] = $argv;
$body = $argv[3] ?? "";

$timestamp = sprintf("%.6F", microtime(true)); // decimals: a signature works once
$text = implode("\n", [$timestamp, $method, $path, hash("sha256", $body)]);
$signature = hash_hmac("sha256", $text, getenv("PATCHBAY_SECRET"));

$headers = [
    "Authorization: Bearer " . getenv("PATCHBAY_KEY"),
    "X-Patchbay-Timestamp: $timestamp",
    "X-Patchbay-Signature: v1=$signature",
];
if ($body !== "") {
    $headers[] = "Content-Type: application/json";
}
$context = stream_context_create(["http" => [
    "method" => $method,
    "header" => $headers,
    "content" => $body,
    "ignore_errors" => true,
]]);
$answer = file_get_contents(getenv("PATCHBAY_URL") . $path, false, $context);
echo explode(" ", $http_response_header[0])[1], "\n", $answer, "\n";
