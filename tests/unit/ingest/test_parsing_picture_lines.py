from PIL import Image, ImageDraw

from ingest.parsing.pdf_tables import grids_of
from ingest.parsing.picture_lines import without_lines

_PIXELS_PER_POINT = 2.0


def _ruled(gray: int, skew: int = 0) -> Image.Image:
    image = Image.new("L", (600, 400), 245)
    draw = ImageDraw.Draw(image)
    for y in (100, 150, 200):
        draw.line((100, y, 500, y + skew), fill=gray, width=2)
    for x in (100, 300, 500):
        draw.line((x, 100, x, 200 + skew), fill=gray, width=2)
    draw.text((120, 110), "Belopp", fill=0)
    return image


def test_the_lines_of_a_table_are_found_and_painted_over() -> None:
    image = _ruled(gray=120)

    without, rules = without_lines(image, _PIXELS_PER_POINT)

    (grid,) = grids_of(rules)
    assert [len(row) for row in grid] == [2, 2]
    left, top, right, bottom = grid[0][0] or (0, 0, 0, 0)
    assert (round(left), round(top), round(right), round(bottom)) == (50, 50, 150, 75)
    assert without.getpixel((200, 100)) == 255


def test_a_table_that_lies_a_little_askew_is_found() -> None:
    _, rules = without_lines(_ruled(gray=120, skew=4), _PIXELS_PER_POINT)

    assert [len(grid) for grid in grids_of(rules)] == [2]


def test_letters_and_dark_areas_are_no_lines() -> None:
    image = Image.new("L", (600, 400), 245)
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 100, 500, 300), fill=20)
    draw.text((20, 20), "Vanlig text på en rad", fill=0)

    without, rules = without_lines(image, _PIXELS_PER_POINT)

    assert grids_of(rules) == []
    assert without.getpixel((300, 200)) == 20
