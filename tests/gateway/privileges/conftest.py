"""One cluster with roles for the package: sixty tables are made and granted once."""

from collections.abc import Iterator

import pytest

from tests.gateway.privileges.cluster import Cluster, cluster


@pytest.fixture(scope="package")
def roles(database_url: str, redis_url: str) -> Iterator[Cluster]:
    """Everybody has a role and a user of their own."""
    with cluster(database_url, redis_url) as one:
        yield one
