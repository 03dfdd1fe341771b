"""Run isopt as `python -m isopt`."""

from isopt.cli.app import main

if __name__ == "__main__":
    main()
