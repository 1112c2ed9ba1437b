"""Makes a terminal's private key and its certificate request: a child process, the only one to load cryptography.

`python -m provisioning.key_request KEY` writes the key (P-256, readable by its owner alone) to the new file
KEY and the request to standard output. The request names nobody: the centre chooses the terminal's id.
"""

import os
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def main() -> None:
    """Write both."""
    key = ec.generate_private_key(ec.SECP256R1())
    descriptor = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        file.flush()
        os.fsync(descriptor)
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    sys.stdout.write(request.public_bytes(serialization.Encoding.PEM).decode())


if __name__ == "__main__":
    main()
