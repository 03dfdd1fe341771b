"""The mathematics: variables, families of rows, the program."""
