"""What is drawn of every cell: the kinds of drawings, and the words that stand below each."""

KINDS = {
    "step": "One step. A line leads from a vector to one whose equation reads it: thick, "
    "entry by entry; thin, through a matrix. Gates are round; what is carried has a bold frame.",
    "unrolled": "Two steps, one after the other.",
    "flow": "How the error of the states goes one step back. Each line multiplies by the "
    "derivative with its number; a path multiplies along its lines, and all paths add up.",
}
