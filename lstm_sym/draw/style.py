"""The colours and lines of all pictures: those of the page, else those of the system."""

# No colour of its own: the inks of the page, or what the system calls text.
STYLE = """
.drawing{color-scheme:light dark;font-family:var(--sans,system-ui,sans-serif);
--d-paper:var(--paper,Canvas);--d-ink:var(--ink,CanvasText);--d-quiet:var(--quiet,GrayText);
--d-rule:var(--rule,GrayText);--d-tint:var(--tint,Canvas);
--d-flow:var(--flow,light-dark(firebrick,lightsalmon))}
.drawing text{fill:var(--d-ink)}
.drawing .math{font-family:var(--serif,Georgia,serif)}
.drawing .slanted{font-style:italic}
.drawing .quiet{fill:var(--d-quiet)}
.drawing .flow{fill:var(--d-flow)}
.drawing .halo{stroke:var(--d-paper);stroke-width:5px;stroke-linejoin:round;paint-order:stroke}
.drawing .line{fill:none;stroke:var(--d-quiet);stroke-width:1.4px;stroke-linecap:round}
.drawing .line.direct{stroke:var(--d-ink);stroke-width:2.2px}
.drawing .line.faint{stroke:var(--d-rule)}
.drawing .line.error{stroke:var(--d-flow);stroke-width:2px}
.drawing .line.carousel{stroke-width:3.6px}
.drawing .line.cut,.drawing .line.dropped,.drawing .line.delay{stroke-dasharray:5 4}
.drawing .head{fill:var(--d-quiet)}
.drawing .head.direct{fill:var(--d-ink)}
.drawing .head.faint{fill:var(--d-rule)}
.drawing .head.error{fill:var(--d-flow)}
.drawing .node{fill:var(--d-paper);stroke:var(--d-quiet);stroke-width:1.3px}
.drawing .node.state{fill:var(--d-tint);stroke:var(--d-ink);stroke-width:1.8px}
.drawing .node.input{stroke:var(--d-rule)}
.drawing .node.error{stroke:var(--d-flow)}
.drawing .panel{fill:var(--d-tint);stroke:none}
.drawing .badge{fill:var(--d-paper);stroke:var(--d-flow);stroke-width:1.2px}
"""
