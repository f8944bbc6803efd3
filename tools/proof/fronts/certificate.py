"""A certificate of a test's own authority."""

from __future__ import annotations

from pathlib import Path

from campaign_contract.tools.proof.fronts.needs import Module

TRUSTME = Module("trustme", "trustme")
AUTHORITY = "authority.pem"
"""The file that a client has to trust."""


def issue(folder: Path, host: str) -> dict[str, Path]:
    """Write a certificate for `host` into `folder`: `certificate`, `key`, and `both` in one file. Raises NotThere."""
    TRUSTME.version()
    import trustme  # noqa: PLC0415 - only fronts with TLS need it

    authority = trustme.CA()
    server = authority.issue_cert(host)
    files = {name: folder / f"{name}.pem" for name in ("certificate", "key", "both")}
    authority.cert_pem.write_to_path(str(folder / AUTHORITY))
    server.cert_chain_pems[0].write_to_path(str(files["certificate"]))
    server.private_key_pem.write_to_path(str(files["key"]))
    server.private_key_and_cert_chain_pem.write_to_path(str(files["both"]))
    return files
