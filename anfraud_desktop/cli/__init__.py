"""The command line: one subcommand for each action; it never imports Qt."""
