import msgspec
import pytest
from nacl.signing import SigningKey

from agent.verification import verify
from contract.signatures import Document, SignatureError, certify_key, open_document, seal_document

ROOT, SIGNER, STRANGER = (SigningKey(bytes([number]) * 32) for number in (1, 2, 3))
TERMINAL = "0123456789abcdef"


def sealed(*, root: SigningKey = ROOT, signer: SigningKey = SIGNER, terminal: str = TERMINAL) -> bytes:
    key = certify_key(
        bytes(SIGNER.verify_key), key_id="k1", serial=1, sign_by_root=lambda text: root.sign(text).signature
    )
    document = Document(
        kind="config", terminal=terminal, generation=4, key_id="k1", body=msgspec.Raw(b'{"looks": {"quick_s":9}}')
    )
    return seal_document(document, key=key, sign=lambda text: signer.sign(text).signature)


def opened(payload: bytes, *, kind: str = "config") -> bytes:
    root = bytes(ROOT.verify_key)
    return open_document(payload, kind=kind, terminal=TERMINAL, root=root, verify=verify).body


def test_a_signed_document_opens_to_its_exact_bytes() -> None:
    assert opened(sealed()) == b'{"looks": {"quick_s":9}}'


def test_one_changed_byte_is_refused() -> None:
    with pytest.raises(SignatureError, match="signing key's signature"):
        opened(sealed().replace(b'"quick_s":9', b'"quick_s":8'))


def test_a_foreign_root_is_refused() -> None:
    with pytest.raises(SignatureError, match="root's signature"):
        opened(sealed(root=STRANGER))


def test_a_foreign_signing_key_is_refused() -> None:
    with pytest.raises(SignatureError, match="signing key's signature"):
        opened(sealed(signer=STRANGER))


def test_another_terminals_document_is_refused() -> None:
    with pytest.raises(SignatureError, match="another purpose"):
        opened(sealed(terminal="fedcba9876543210"))


def test_a_document_of_another_kind_is_refused() -> None:
    with pytest.raises(SignatureError, match="another purpose"):
        opened(sealed(), kind="command")


@pytest.mark.parametrize("payload", [b"", b"{}", b"null", b'{"key":1}', b"\xff", b"[" * 100_000])
def test_what_is_no_envelope_is_refused(payload: bytes) -> None:
    with pytest.raises(SignatureError):
        opened(payload)
