"""Where set-up puts what it makes: all of it under `.beket/`, nothing in the home directory."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEKET = ROOT / ".beket"
VENV = BEKET / "venv"
CACHE = BEKET / "cache"
MEDIA = BEKET / "media"
STAMPS = BEKET / "stamps"
LOGS = BEKET / "logs"
REQUIREMENTS = ROOT / "requirements"
PYTHON = VENV / "bin" / "python"

# What the machine trusts (a firewall's own authority included): uv, pip and Node each bring a list of their own.
TRUST_STORES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")
TRUST_VARIABLES = ("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS")


def environment() -> dict[str, str]:
    """Return the environment for child processes: caches in `.beket/cache` unless the caller placed them elsewhere."""
    defaults = {
        "UV_CACHE_DIR": str(CACHE / "uv"),
        "PIP_CACHE_DIR": str(CACHE / "pip"),
        "npm_config_cache": str(CACHE / "npm"),
        "RUSTUP_HOME": str(CACHE / "rustup"),  # pip asks rustc for its version, and rustup makes itself a home
    }
    store = next((path for path in (os.environ.get("PIP_CERT"), *TRUST_STORES) if path and Path(path).exists()), None)
    trust = dict.fromkeys(TRUST_VARIABLES, store) if store else {}
    fixed = {
        "PYTHONPYCACHEPREFIX": str(BEKET / "pycache"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "NODE_DISABLE_COMPILE_CACHE": "1",  # npm would leave one in /tmp
        "UV_NO_PROGRESS": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "VIRTUAL_ENV": str(VENV),
    }
    return {**defaults, **trust, **os.environ, **fixed}
