"""How much a text may hold: enough for every network, too little to hang or overflow."""

BYTES = 1_000_000
EQUATIONS = 2_000
TOKENS = 4_000
ALL_TOKENS = 50_000
DEPTH = 60
PRODUCTS = 8
LETTERS = 60
DIGITS = 40
RESULT = 10**300
EXPONENT = 16
DEGREE = 256
SLOPE = 200
LAG = 64
LAYERS = 64
SIZE = 1_000_000
