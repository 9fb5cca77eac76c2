"""`python -m topics` is the command `topics`."""

import sys

from topics.cli import main

sys.exit(main())
