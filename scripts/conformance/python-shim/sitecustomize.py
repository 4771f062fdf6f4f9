"""What the old clients find missing in a Python of today. Loaded before them through PYTHONPATH; they stay as published.

keyring 12.0.0 and vcd-cli 21.1.0 take abstract base classes from `collections`, from where Python 3.10 removed them.

CSE asks pkg_resources for its own version, and that looks whether everything is there that any package asks for. Some of
it cannot be installed today without a compiler, and nothing of it is used: it gets its version without that look.

Where everything that is simulated takes its time CSE_TIMES_FASTER, its pauses are as much shorter.
"""
import collections
import collections.abc
import importlib.abc
import importlib.machinery
import os
import sys
import time

for name in collections.abc.__all__:
    if not hasattr(collections, name):
        setattr(collections, name, getattr(collections.abc, name))


times_faster = float(os.environ.get('CSE_TIMES_FASTER', '1'))
if times_faster != 1:
    sleep = time.sleep
    time.sleep = lambda seconds: sleep(seconds / times_faster)


class PackageResources(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname, path, target=None):
        if fullname != 'pkg_resources':
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            module.require = lambda *names: [module.get_distribution(name) for name in names]

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, PackageResources())
