"""The centre's authority as the rest of it uses it: one object, loaded from one folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from control_plane.authority import certificates, signing
from control_plane.authority.certificates import Issuer
from control_plane.authority.signing import Signer
from control_plane.errors import WorldError

FIRST_SERIAL = 1


class AuthorityMissingError(WorldError):
    """The folder holds no authority yet, or not all of it."""

    code = "no_authority"


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Signs documents for terminals and issues their certificates."""

    signer: Signer
    issuer: Issuer

    @property
    def root_public_key(self) -> bytes:
        """The key that terminals pin, 32 bytes."""
        return self.signer.root_public_key

    @property
    def certificate_pem(self) -> str:
        """The certificate that terminals verify the broker against."""
        return self.issuer.pem

    def sign_document(self, kind: str, terminal: str, *, generation: int, body: bytes) -> bytes:
        """The signed envelope of a JSON body; `kind` is `config`, `schedule` or `command`."""
        return self.signer.sign_document(kind, terminal, generation=generation, body=body)

    def issue_terminal_certificate(self, csr_pem: str, terminal: str, *, now: datetime) -> x509.Certificate:
        """A certificate for the key of a request; raises CertificateRequestError."""
        return self.issuer.issue_for_terminal(certificates.key_of_request(csr_pem), terminal, now=now)


def create_authority(folder: Path, now: datetime) -> None:
    """Make root, signing key and X.509 authority where there are none; what is there stays."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / signing.ROOT_PUBLIC).exists():
        signing.create_root(folder)
    if not (folder / signing.SIGNING_KEY).exists():
        signing.certify_new_signing_key(folder, FIRST_SERIAL)
    if not (folder / certificates.AUTHORITY_CERTIFICATE).exists():
        certificates.create_issuer(folder, now)


def rotate_signing_key(folder: Path) -> None:
    """Put a new signing key under the root in place of the present one."""
    serial = signing.load_signer(folder).serial
    signing.certify_new_signing_key(folder, serial + 1)


def ensure_server_certificate(folder: Path, names: Sequence[str], *, now: datetime) -> bool:
    """See `certificates.ensure_server_certificate`."""
    return certificates.ensure_server_certificate(folder, names, now=now)


def load_authority(folder: Path) -> Authority:
    """The authority in a folder; raises AuthorityMissingError naming the file that is not there."""
    try:
        return Authority(signer=signing.load_signer(folder), issuer=certificates.load_issuer(folder))
    except OSError as error:
        message = f"cannot read {error.filename}; `beket-control-plane init` makes the authority"
        raise AuthorityMissingError(message) from error
