"""The door of `make demo`, `make test` and the others: runs on a bare system with the standard library only.

This file must parse on any Python that a machine may have, so that an old one gets a sentence instead of a traceback;
everything newer lies in `gis_server.setup`.
"""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - parses everywhere
if __name__ == "__main__":
    sys.path[0] = ROOT  # the script's own folder would offer its modules under wrong names
    sys.dont_write_bytecode = os.geteuid() == 0  # root leaves no files that the user could not remove

    if sys.version_info < (3, 11):  # noqa: UP036 - exactly the case this file is for
        from gis_server.setup.distribution import distribution, upgrade

        command = upgrade(*distribution())
        sys.stderr.write("Cần Python 3.11 trở lên (Debian 12, Ubuntu 24.04). Gõ lệnh sau. /\n")
        sys.stderr.write("Python 3.11 or newer is needed (Debian 12, Ubuntu 24.04). Type:\n")
        sys.stderr.write("  " + (command or "make demo PYTHON=python3.11") + "\n")
        sys.exit(1)

    from gis_server.setup.verbs import main

    sys.exit(main(sys.argv[1:]))
