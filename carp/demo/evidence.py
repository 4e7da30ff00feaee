"""Files that come with the demonstration's reports: drawn and counted here, nobody's own."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

SKY, WALL, WINDOW, FROST = "#9db4c0", "#8c4a3c", "#2b3a42", "#e8f1f2"


def cold_flats() -> SimpleUploadedFile:
    """A picture of two rows of windows, some with ice on them."""
    picture = Image.new("RGB", (640, 400), SKY)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 80, 580, 400), fill=WALL)
    for number in range(10):
        left, top = 95 + number % 5 * 95, 115 + number // 5 * 130
        draw.rectangle((left, top, left + 65, top + 85), fill=WINDOW)
        if number % 3 == 0:
            draw.polygon([(left, top), (left + 65, top), (left, top + 50)], fill=FROST)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return SimpleUploadedFile("Ice inside the windows.png", out.getvalue(), "image/png")


def bus_counts() -> SimpleUploadedFile:
    """How many people waited for the bus, by month."""
    rows = ["Month,Passengers to town"]
    rows += [f"{month},{number}" for month, number in zip(MONTHS, COUNTS, strict=True)]
    content = "\r\n".join([*rows, ""]).encode()
    return SimpleUploadedFile("Passengers by month.csv", content, "text/csv")


MONTHS = ("January", "February", "March", "April", "May", "June")
COUNTS = (412, 398, 405, 386, 118, 0)
