"""The ledgers, one file each: nothing but declarations. Importing this folder registers all of them."""

import importlib
import pkgutil

for _found in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_found.name)
