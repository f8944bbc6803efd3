"""The reference application, freshly seeded, as the WSGI callable that servers load."""

from campaign_contract.mockserver import seed
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.store import Store
from campaign_contract.spec import load

_SPEC = load()
_STORE = Store(_SPEC.fields)
seed.plant(seed.load(_SPEC), _STORE)
application = create_app(_SPEC, _STORE)
