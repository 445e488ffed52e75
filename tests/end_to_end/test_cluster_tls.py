"""A cluster under TLS: certificates by the settings, strangers refused."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from models.errors import ConfigError
from models.settings import ClusterSecurity, Limits
from pipeline.work.cluster import cluster_pool
from tests.run_cluster import (
    belgi,
    documents,
    make_dossier,
    make_office,
    running_cluster,
    wait_for_workers,
)

FILES = 6


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(
    who: str, key: Any, issuer: str, issuer_key: Any, *, is_ca: bool
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        issuer_name=name(issuer),
        subject_name=name(who),
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(hours=1),
        not_valid_after=now + timedelta(hours=1),
    ).add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def make_certificates(folder: Path) -> dict[str, Path]:
    """Make an authority and one certificate of it, as an office would."""
    folder.mkdir()
    root, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = certificate("ca", root, "ca", root, is_ca=True)
    office = certificate("office", own, "ca", root, is_ca=False)
    pem = serialization.Encoding.PEM
    content = {
        "ca": authority.public_bytes(pem),
        "cert": office.public_bytes(pem),
        "key": own.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    }
    for slug, data in content.items():
        (folder / f"{slug}.pem").write_bytes(data)
    return {slug: folder / f"{slug}.pem" for slug in content}


def office_with(folder: Path, files: dict[str, Path]) -> Path:
    office = make_office(folder)
    lines = [f'{slug} = "{path}"' for slug, path in files.items()]
    with (office / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n".join(["\n[cluster]", *lines, ""]))
    return office


def test_certificates_of_the_settings_open_the_cluster(tmp_path: Path) -> None:
    from distributed.security import Security

    files, strange = (make_certificates(tmp_path / name) for name in ("pki", "other"))
    ours = office_with(tmp_path / "ours", files)
    theirs = office_with(tmp_path / "theirs", strange)
    line = ["intake", make_dossier(tmp_path / "dossier", FILES), "--from", "BY:Орган"]
    alone = belgi(*line, "--json", "--office", make_office(tmp_path / "alone"))
    options = [
        *("--tls-ca-file", files["ca"]),
        *("--tls-cert", files["cert"]),
        *("--tls-key", files["key"]),
    ]
    security = Security(
        tls_ca_file=str(files["ca"]),
        tls_client_cert=str(files["cert"]),
        tls_client_key=str(files["key"]),
        require_encryption=True,
    )
    with running_cluster(tmp_path, *options, tls=True) as cluster:
        wait_for_workers(cluster.address, security)
        line += ["--json", "--cluster", cluster.address]
        together = belgi(*line, "--office", ours)
        refused = belgi(*line, "--office", theirs)

    assert together.returncode == 0, together.stderr
    assert documents(together.stdout) == documents(alone.stdout)
    assert (refused.returncode, refused.stdout) == (7, "")
    assert "does not answer" in refused.stderr


@pytest.mark.parametrize("missing", ["ca", "cert", "key"])
def test_a_certificate_that_is_not_there_is_named(tmp_path: Path, missing: str) -> None:
    files = make_certificates(tmp_path / "pki")
    files[missing].unlink()
    named = {slug: str(path) for slug, path in files.items()}
    security = ClusterSecurity(**named)

    with (
        pytest.raises(ConfigError, match=f"as {missing}; correct the settings"),
        cluster_pool(
            "tls://127.0.0.1:9", tmp_path / "work", Limits(), security=security
        ),
    ):
        pass
