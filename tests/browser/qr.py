"""Prints what the QR codes in a picture say, one a line: qr.py PICTURE.pgm"""

import sys

import zbar

with open(sys.argv[1], "rb") as picture:
    kind, size, depth = (picture.readline() for _ in range(3))
    if kind != b"P5\n" or depth != b"255\n":
        sys.exit("no picture of 256 greys")
    width, height = map(int, size.split())
    image = zbar.Image(width, height, "Y800", picture.read())
zbar.ImageScanner().scan(image)
print(*(symbol.data for symbol in image), sep="\n")
