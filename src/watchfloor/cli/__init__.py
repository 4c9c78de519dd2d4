"""The command line and what it runs: the server's life, the worker, the web processes."""
