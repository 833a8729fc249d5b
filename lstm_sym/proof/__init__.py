"""How it is argued: claims, reasons, derivations."""
