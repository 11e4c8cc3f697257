"""`python -m bench.soak`: the long fault tests; 1 when an invariant does not hold."""

import sys

from bench.soak.kills import main

if __name__ == "__main__":
    sys.exit(main())
