"""What the tests of backends have besides what every test has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scripted import CERTIFICATES


@pytest.fixture(autouse=True, scope="session")
def _one_certificate() -> Iterator[None]:
    """Each HTTP client reads all certificates that the machine trusts, slowly; one will do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "test-data-expired.pem"))
        yield
