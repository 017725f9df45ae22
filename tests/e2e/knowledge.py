"""The small knowledge base that the chat is tested on: what an organisation writes, and what an attacker would."""

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

PURCHASES = """---
title: Inköpspolicy för AI-tjänster
kind: policy
language: sv
owner: Inköpschef, Karin Lund <karin.lund@example.org>
reference: XP-POL-001
version: "2.0"
valid_from: 2026-01-01
review_by: 2026-02-01
questions:
  - Vem beslutar om inköp av AI-tjänster?
  - Vad ska leverantören ha genomgått innan avtalet skrivs under?
---
# Inköpspolicy för AI-tjänster

## Beslut

Inköp av AI-tjänster över 50 000 kronor beslutas av AI-rådet.
Mindre inköp beslutas av närmaste chef.

## Säkerhet

Leverantören ska ha genomgått en säkerhetsgranskning innan avtalet skrivs under.
"""
TRAINING = """---
title: Training before access
kind: playbook
language: en
owner: Head of Learning
version: "1.1"
valid_from: 2026-03-01
questions:
  - How long is the mandatory training?
---
# Training before access

## Mandatory training

The mandatory training takes three hours and ends with a test.
Access to the assistant is granted within two working days after the test.
"""
ACCESS = """---
title: Access policy
kind: policy
language: en
owner: CISO, Ola Berg
valid_from: 2026-05-01
---
# Access policy

## Granting access

Access to the assistant is granted within five working days after the test.
"""
HOSTILE_TITLE = 'Rutin <script>document.title = "broken"</script> **fet**'
HOSTILE = """# Rutin <script>document.title = "broken"</script> **fet**

Reservnyckeln förvaras i kassaskåpet <script>document.title = "broken"</script> hos vaktmästaren \
![spårning](https://tracker.example.org/pixel.png).
"""
HANDBOOK_LINES = (
    "Handbok för incidenter",
    "Personuppgiftsincidenter anmäls till Integritetsskyddsmyndigheten inom 72 timmar.",
    "Dataskyddsombudet leder utredningen.",
)


def write_knowledge(folder: Path) -> Path:
    folder.mkdir()
    (folder / "inkop.md").write_text(PURCHASES, "utf-8")
    (folder / "training.md").write_text(TRAINING, "utf-8")
    (folder / "access.md").write_text(ACCESS, "utf-8")
    (folder / "reservnyckel.txt").write_text(HOSTILE, "utf-8")
    _write_pdf(folder / "incidenthandbok.pdf")
    return folder


def _write_pdf(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    canvas.setTitle(HANDBOOK_LINES[0])
    for number, line in enumerate(HANDBOOK_LINES):
        canvas.setFont("Helvetica-Bold" if number == 0 else "Helvetica", 18 if number == 0 else 11)
        canvas.drawString(72, 760 - 40 * number, line)
    canvas.save()
