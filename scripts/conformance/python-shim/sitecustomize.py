"""What the old clients find missing in a Python of today. Loaded before them through PYTHONPATH; they stay as published.

keyring 12.0.0 and vcd-cli 21.1.0 take abstract base classes from `collections`, from where Python 3.10 removed them.
"""
import collections
import collections.abc

for name in collections.abc.__all__:
    if not hasattr(collections, name):
        setattr(collections, name, getattr(collections.abc, name))
