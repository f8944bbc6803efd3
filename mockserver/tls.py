"""HTTPS: the certificate of the operator, or one that is made for the run."""

from __future__ import annotations

import importlib.util
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from campaign_contract.mockserver.options import ServeOptions


class CertificateError(Exception):
    """There is no certificate to serve with; the message is one line for the user."""


@dataclass(frozen=True)
class Certificate:
    """Files in PEM. `authority` is what a client has to trust where nobody trusts it by itself."""

    chain: Path
    key: Path
    authority: Path | None = None


@contextmanager
def certificate(options: ServeOptions) -> Iterator[Certificate | None]:
    """What to serve HTTPS with, None for HTTP; files that were made for the run are gone afterwards.

    Raises CertificateError.
    """
    if options.cert is not None or options.key is not None:
        yield _given(options.cert, options.key)
    elif options.tls:
        with TemporaryDirectory(prefix="campaign-contract-tls-") as folder:
            yield _made(options.host, Path(folder))
    else:
        yield None


def _given(chain: Path | None, key: Path | None) -> Certificate:
    if chain is None or key is None:
        raise CertificateError("a certificate needs its key; give both --cert and --key")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key, password=_no_password)
    except OSError as error:  # ssl.SSLError is one
        problem = error.strerror or str(error)
        raise CertificateError(
            f"certificate {chain} with key {key} cannot be used: {problem}; give PEM files"
        ) from error
    return Certificate(chain, key)


def _no_password() -> str:
    raise CertificateError("the key has a password; give one without")


def _made(host: str, folder: Path) -> Certificate:
    if importlib.util.find_spec("trustme") is None:
        raise CertificateError("--tls needs trustme: pip install 'campaign-contract[tls]', or give --cert and --key")
    import trustme  # noqa: PLC0415 - optional

    authority = trustme.CA()
    issued = authority.issue_cert(host, "localhost", "127.0.0.1", "::1")
    made = Certificate(folder / "chain.pem", folder / "key.pem", folder / "ca.pem")
    for number, part in enumerate(issued.cert_chain_pems):
        part.write_to_path(made.chain, append=number > 0)
    issued.private_key_pem.write_to_path(made.key)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    return made
