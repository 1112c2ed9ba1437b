"""The X.509 authority (RFC 5280): terminals' client certificates and the broker's own."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from contract.identity import is_terminal_id
from control_plane.authority.files import write_private, write_public

AUTHORITY_KEY = "authority.key"
AUTHORITY_CERTIFICATE = "authority.pem"
SERVER_KEY = "broker.key"
SERVER_CERTIFICATE = "broker.pem"
AUTHORITY_LIFE = timedelta(days=20 * 365)
TERMINAL_LIFE = timedelta(days=2 * 365)
SERVER_LIFE = timedelta(days=2 * 365)
BACKDATED = timedelta(days=1)
"""A certificate is good a day before it was made: clocks of branches run late."""

PublicKey = ec.EllipticCurvePublicKey | Ed25519PublicKey


class CertificateRequestError(ValueError):
    """A certificate request that is not to be granted; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """The authority's certificate and the key that issues under it."""

    certificate: x509.Certificate
    private: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        """What terminals verify the broker against."""
        return _pem(self.certificate).decode()

    def issue_for_terminal(self, key: PublicKey, terminal: str, *, now: datetime) -> x509.Certificate:
        """A client certificate whose name is the terminal's id and nothing else."""
        if not is_terminal_id(terminal):
            message = "only a well-formed terminal id can be certified"
            raise CertificateRequestError(message)
        builder = _builder(terminal, key, life=TERMINAL_LIFE, now=now)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        return self._issue(builder)

    def issue_for_server(self, key: PublicKey, names: Sequence[str], *, now: datetime) -> x509.Certificate:
        """The broker's certificate for the names and addresses that terminals use."""
        builder = _builder(names[0], key, life=SERVER_LIFE, now=now)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        alternatives = x509.SubjectAlternativeName([_general_name(name) for name in names])
        return self._issue(builder.add_extension(alternatives, critical=False))

    def _issue(self, builder: x509.CertificateBuilder) -> x509.Certificate:
        key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.private.public_key())
        builder = (
            builder.issuer_name(self.certificate.subject)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(authority=False), critical=True)
            .add_extension(key_id, critical=False)
        )
        return builder.sign(self.private, hashes.SHA256())


def create_issuer(folder: Path, now: datetime) -> None:
    """Make the authority: an ECDSA P-256 key and its own certificate."""
    private = ec.generate_private_key(ec.SECP256R1())
    builder = _builder("Beket authority", private.public_key(), life=AUTHORITY_LIFE, now=now)
    certificate = (
        builder.issuer_name(_name("Beket authority"))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .sign(private, hashes.SHA256())
    )
    write_private(folder / AUTHORITY_KEY, _private_pem(private))
    write_public(folder / AUTHORITY_CERTIFICATE, _pem(certificate))


def load_issuer(folder: Path) -> Issuer:
    """The authority in use."""
    private = serialization.load_pem_private_key((folder / AUTHORITY_KEY).read_bytes(), password=None)
    certificate = x509.load_pem_x509_certificate((folder / AUTHORITY_CERTIFICATE).read_bytes())
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        message = f"{folder / AUTHORITY_KEY} holds no ECDSA key"
        raise CertificateRequestError(message)
    return Issuer(certificate=certificate, private=private)


def ensure_server_certificate(folder: Path, names: Sequence[str], *, now: datetime) -> bool:
    """Issue the broker's certificate anew when names changed or a third of its life is left.

    Returns whether there is a new one, which a running broker has to be told.
    """
    if _serves(folder / SERVER_CERTIFICATE, names, now=now) and _is_pair(folder):
        return False
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = load_issuer(folder).issue_for_server(private.public_key(), names, now=now)
    write_private(folder / SERVER_KEY, _private_pem(private))
    write_public(folder / SERVER_CERTIFICATE, _pem(certificate))
    return True


def key_of_request(csr_pem: str) -> PublicKey:
    """The public key of a certificate request; its subject is ignored.

    Raises CertificateRequestError unless the key is P-256 or Ed25519 and the request is signed by it.
    """
    try:
        request = x509.load_pem_x509_csr(csr_pem.encode())
        key = request.public_key()
        is_own = request.is_signature_valid
    except (ValueError, TypeError) as error:
        message = "csr_pem is no certificate request in PEM"
        raise CertificateRequestError(message) from error
    except UnsupportedAlgorithm as error:
        message = "csr_pem uses an algorithm that is not accepted; use a P-256 or Ed25519 key"
        raise CertificateRequestError(message) from error
    if not is_own:
        message = "csr_pem is not signed by its own key"
        raise CertificateRequestError(message)
    if isinstance(key, Ed25519PublicKey):
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    message = "csr_pem must hold a P-256 or Ed25519 key"
    raise CertificateRequestError(message)


def serial_text(certificate: x509.Certificate) -> str:
    """The certificate's serial number in hex, as it is stored."""
    return f"{certificate.serial_number:x}"


def pem_text(certificate: x509.Certificate) -> str:
    """The certificate in PEM."""
    return _pem(certificate).decode()


def _serves(path: Path, names: Sequence[str], *, now: datetime) -> bool:
    if not path.exists():
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    alternatives = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    remaining = certificate.not_valid_after_utc - now
    return list(alternatives) == [_general_name(name) for name in names] and remaining > SERVER_LIFE / 3


def _is_pair(folder: Path) -> bool:
    """Do the broker's key and certificate belong together? A power cut may come between the writing of the two."""
    if not (folder / SERVER_KEY).exists():
        return False
    private = serialization.load_pem_private_key((folder / SERVER_KEY).read_bytes(), password=None)
    certificate = x509.load_pem_x509_certificate((folder / SERVER_CERTIFICATE).read_bytes())
    return private.public_key() == certificate.public_key()


def _builder(name: str, key: PublicKey, *, life: timedelta, now: datetime) -> x509.CertificateBuilder:
    now = now.astimezone(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
