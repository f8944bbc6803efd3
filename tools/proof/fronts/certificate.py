"""A certificate of a test's own authority."""

from __future__ import annotations

from pathlib import Path

from campaign_contract.tools.proof.fronts.needs import Module

TRUSTME = Module("trustme", "trustme")


def issue(folder: Path, host: str) -> dict[str, object]:
    """Write `authority`, `certificate`, `key` and `both` (key and certificate in one file) into `folder`."""
    import trustme  # noqa: PLC0415 - only fronts with TLS need it

    authority = trustme.CA()
    server = authority.issue_cert(host)
    files = {name: folder / f"{name}.pem" for name in ("authority", "certificate", "key", "both")}
    authority.cert_pem.write_to_path(str(files["authority"]))
    for blob in server.cert_chain_pems:
        blob.write_to_path(str(files["certificate"]), append=True)
    server.private_key_pem.write_to_path(str(files["key"]))
    server.private_key_and_cert_chain_pem.write_to_path(str(files["both"]))
    return dict(files)
