"""What OpenSSL says of a server, and the sentence that a person gets."""

import pytest

from kmzb_qgis.toolbelt.net_errors import failure, tls_cause


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("error:0A000152:SSL routines::unsafe legacy renegotiation disabled", "unsafe legacy renegotiation"),
        ("certificate verify failed: certificate has expired (_ssl.c:1006)", "has expired"),
        ("The host name did not match; Hostname mismatch, certificate is not valid for 'x'", "another host name"),
        ("unable to get local issuer certificate", "authority that this computer does not know"),
        ("handshake failed", "A safe (TLS) connection"),
    ],
)
def test_each_cause_is_a_sentence_of_its_own(said, words):
    error = failure("tls", "https://mapy.geoportal.gov.pl/wss?a=tajne", cause=tls_cause(said), details=said)
    assert words in error.message and "mapy.geoportal.gov.pl" in error.message and "tajne" not in str(error)
