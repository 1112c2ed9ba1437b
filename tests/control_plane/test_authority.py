from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from contract.signatures import SignatureError, open_document
from control_plane.authority.certificates import (
    AUTHORITY_KEY,
    SERVER_KEY,
    CertificateRequestError,
    key_of_request,
)
from control_plane.authority.service import (
    AuthorityMissingError,
    create_authority,
    ensure_server_certificate,
    load_authority,
    rotate_signing_key,
)
from control_plane.authority.signing import ROOT_KEY, verify
from tests.control_plane.requests import a_request

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TERMINAL = "0123456789abcdef"
NAMES = ("127.0.0.1", "localhost")


def test_a_document_signed_here_opens_under_the_pinned_root(tmp_path: Path) -> None:
    create_authority(tmp_path, NOW)
    authority = load_authority(tmp_path)
    payload = authority.sign_document("config", TERMINAL, generation=7, body=b'{"a": 1}')
    root = authority.root_public_key
    opened = open_document(payload, kind="config", terminal=TERMINAL, root=root, verify=verify)
    assert (opened.generation, opened.body) == (7, b'{"a": 1}')
    with pytest.raises(SignatureError):
        open_document(payload, kind="schedule", terminal=TERMINAL, root=root, verify=verify)


def test_a_rotated_signing_key_is_believed_with_a_higher_serial(tmp_path: Path) -> None:
    create_authority(tmp_path, NOW)
    root = load_authority(tmp_path).root_public_key
    rotate_signing_key(tmp_path)
    payload = load_authority(tmp_path).sign_document("config", TERMINAL, generation=1, body=b"{}")
    opened = open_document(payload, kind="config", terminal=TERMINAL, root=root, verify=verify)
    assert opened.key_serial == 2


def test_the_centre_works_while_the_root_key_is_away(tmp_path: Path) -> None:
    create_authority(tmp_path, NOW)
    (tmp_path / ROOT_KEY).unlink()
    create_authority(tmp_path, NOW)
    assert load_authority(tmp_path).sign_document("config", TERMINAL, generation=1, body=b"{}")


def test_private_files_are_for_their_owner_only(tmp_path: Path) -> None:
    create_authority(tmp_path, NOW)
    ensure_server_certificate(tmp_path, NAMES, now=NOW)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.rglob("*.key")}
    assert modes == dict.fromkeys(("root.key", "signing.key", "authority.key", "broker.key"), 0o600)


@pytest.mark.parametrize("kind", ["p256", "ed25519"])
def test_a_certificate_names_the_terminal_whatever_the_request_says(tmp_path: Path, kind: str) -> None:
    create_authority(tmp_path, NOW)
    private = ec.generate_private_key(ec.SECP256R1()) if kind == "p256" else ed25519.Ed25519PrivateKey.generate()
    authority = load_authority(tmp_path)
    certificate = authority.issue_terminal_certificate(a_request(private), TERMINAL, now=NOW)
    certificate.verify_directly_issued_by(authority.issuer.certificate)
    assert certificate.subject.rfc4514_string() == f"CN={TERMINAL}"
    assert certificate.not_valid_after_utc - NOW == timedelta(days=730)


def test_weak_keys_foreign_signatures_and_rubbish_are_not_certified() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(CertificateRequestError, match="no certificate request"):
        key_of_request("rubbish")
    with pytest.raises(CertificateRequestError, match="P-256 or Ed25519"):
        key_of_request(a_request(rsa.generate_private_key(65537, 2048)))
    with pytest.raises(CertificateRequestError, match="P-256 or Ed25519"):
        key_of_request(a_request(ec.generate_private_key(ec.SECP384R1())))
    der = bytearray(x509.load_pem_x509_csr(a_request(key).encode()).public_bytes(serialization.Encoding.DER))
    der[-1] ^= 1
    broken = x509.load_der_x509_csr(bytes(der)).public_bytes(serialization.Encoding.PEM).decode()
    with pytest.raises(CertificateRequestError, match="own key"):
        key_of_request(broken)


def test_the_brokers_certificate_is_renewed_for_new_names_and_in_its_last_third(tmp_path: Path) -> None:
    create_authority(tmp_path, NOW)
    assert ensure_server_certificate(tmp_path, NAMES, now=NOW)
    assert not ensure_server_certificate(tmp_path, NAMES, now=NOW + timedelta(days=400))
    assert ensure_server_certificate(tmp_path, (*NAMES, "broker.example"), now=NOW)
    assert ensure_server_certificate(tmp_path, (*NAMES, "broker.example"), now=NOW + timedelta(days=500))


def test_a_key_and_a_certificate_of_the_broker_that_do_not_belong_together_are_made_anew(tmp_path: Path) -> None:
    create_authority(tmp_path, NOW)
    ensure_server_certificate(tmp_path, NAMES, now=NOW)
    (tmp_path / SERVER_KEY).write_bytes(
        (tmp_path / AUTHORITY_KEY).read_bytes()
    )  # as a power cut between them leaves it
    assert ensure_server_certificate(tmp_path, NAMES, now=NOW)
    assert not ensure_server_certificate(tmp_path, NAMES, now=NOW)


def test_an_authority_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AuthorityMissingError, match=r"signing\.key"):
        load_authority(tmp_path)
