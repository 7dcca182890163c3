"""`python -m adsum` is the `adsum` command."""

from adsum.cli import main

raise SystemExit(main())
