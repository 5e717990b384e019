import pytest

from core.api.limits import LIMITER
from core.redis import client, key


@pytest.fixture(autouse=True)
def fresh_limits():
    """Each test starts with nothing counted, whatever tests before it sent from the same address."""
    LIMITER.ledger.clear()
    redis = client()
    for name in redis.scan_iter(key("rate", "*")):
        redis.delete(name)
