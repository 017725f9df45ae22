"""`python -m assistant` is the `lardom` command."""

import sys

from assistant.cli import main

sys.exit(main())
