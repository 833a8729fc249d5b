"""The literature that the pages cite."""

import pytest

from lstm_sym.job.tasks import home
from lstm_sym.render.literature import Literature


@pytest.fixture(scope="session")
def literature() -> Literature:
    return Literature(home())
