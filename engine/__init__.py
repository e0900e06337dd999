"""The engine: text in, events out.

It asks nothing of any network. `engine.shelf.hub` alone can, when a user wants a model from elsewhere;
libraries that might ask by themselves are told not to, before any of them is imported.
"""

import os

for _name in (
    "HF_HUB_OFFLINE",
    "HF_HUB_DISABLE_TELEMETRY",
    "HF_HUB_DISABLE_XET",
    "HF_HUB_DISABLE_UPDATE_CHECK",
):
    os.environ[_name] = "1"
