"""Sets the bounds that keep an import's memory and time finite, each refused by name."""

LINE_CHARACTERS = 16 * 1024 * 1024
TURN_CHARACTERS = 100_000
TURNS = 100_000
ID_CHARACTERS = 200
NAME_CHARACTERS = 200
EMAIL_CHARACTERS = 200
COMMENT_CHARACTERS = 10_000
ATTACHMENTS = 100
ADDRESSES_CHARACTERS = 1_000

# A quoted CSV cell may run over lines; one that never closes must not swallow the file.
RECORD_LINES = 5_000
RECORD_CHARACTERS = 400_000
UNCLOSED_QUOTES = 100

# Rows of unfinished chats that are held while their other rows may still come.
HELD_TURNS = 100_000
HELD_CHARACTERS = 32_000_000

EARLIEST_YEAR, LATEST_YEAR = 1970, 2100
