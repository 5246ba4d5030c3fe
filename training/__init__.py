"""How the reader's weights were made. Nothing here is imported at run time; it alone imports torch."""
