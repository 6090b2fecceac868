"""The program's entrance: without arguments the window, with arguments the command line."""

import gc
import sys


def main() -> int:
    """Run the window or one command and return the exit status."""
    argv = sys.argv[1:]
    if not argv:
        gc.disable()  # modules make no garbage; the window looks for some again once it is shown
        from anfraud_desktop.app import run

        return run()
    from anfraud_desktop.cli.main import main as command_line

    return command_line(argv)


if __name__ == "__main__":
    raise SystemExit(main())
