"""Pictures of cells and of their errors, drawn from the equations as SVG."""
