"""The page at /kpis: how the assistant does in real use."""

from ui import kpis

kpis.draw()
