"""The page at /kpis: how the assistant does in real use."""

from ui.quality import kpis

kpis.draw()
