#!/usr/bin/env perl
# Verifies a webhook (Standard Webhooks, v1): verify.pl ID TIMESTAMP SIGNATURE <body
# They are the headers webhook-id, webhook-timestamp and webhook-signature. The secret (whsec_…) is
# in PATCHBAY_WEBHOOK_SECRET. Prints verified, or refused and exits with 1.
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256 sha256);
use MIME::Base64 qw(decode_base64 encode_base64);

# $body: the bytes as they came, before any parser touched them
sub is_genuine {
    my ($secret, $id, $timestamp, $signatures, $body) = @_;
    return 0 if $timestamp !~ /\A[0-9]{1,12}\z/;
    return 0 if abs(time - $timestamp) > 300;    # minutes later it may be a replay
    my $key      = decode_base64($secret =~ s/^whsec_//r);
    my $expected = 'v1,' . encode_base64(hmac_sha256("$id.$timestamp.$body", $key), '');

    # While a secret is replaced there are several; one that fits is enough. Digests are compared,
    # so that the time it takes tells nothing.
    return scalar grep { sha256($_) eq sha256($expected) } split / /, $signatures;
}

binmode STDIN;
my ($id, $timestamp, $signatures) = @ARGV;
my $body    = do { local $/; <STDIN> } // '';
my $genuine = is_genuine($ENV{PATCHBAY_WEBHOOK_SECRET}, $id, $timestamp, $signatures, $body);
print $genuine ? "verified\n" : "refused\n";
exit($genuine ? 0 : 1);
