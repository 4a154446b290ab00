#!/usr/bin/env perl
# Signs one request and sends it: sign.pl METHOD PATH [BODY]
use strict;
use warnings;
use Digest::SHA qw(sha256_hex hmac_sha256_hex);
use HTTP::Tiny;
use Time::HiRes qw(time);

my ($method, $path, $body) = @ARGV;
$body //= '';

my $timestamp = sprintf "%.6f", time;    # decimals: a signature works once
my $text      = join "\n", $timestamp, $method, $path, sha256_hex($body);
my $signature = hmac_sha256_hex($text, $ENV{PATCHBAY_SECRET});

my %headers = (
    'Authorization'        => "Bearer $ENV{PATCHBAY_KEY}",
    'X-Patchbay-Timestamp' => $timestamp,
    'X-Patchbay-Signature' => "v1=$signature",
);
$headers{'Content-Type'} = 'application/json' if length $body;

my $answer = HTTP::Tiny->new->request($method, $ENV{PATCHBAY_URL} . $path,
    { headers => \%headers, content => $body });
print "$answer->{status}\n$answer->{content}\n";
