"""A sheet of texts as an Excel 97 workbook (BIFF8 in a compound file, by Microsoft's MS-XLS and MS-CFB)."""
import struct

MOST_RECORD, SECTOR = 8224, 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind, data):
    return struct.pack("<HH", kind, len(data)) + data


def text(s, count):
    return struct.pack(count, len(s)) + b"\x01" + s.encode("utf-16-le")


def shared_texts(texts, n_cells):
    """The table of texts; what does not fit into a record goes on in the next, between two texts."""
    parts, part = [], struct.pack("<II", n_cells, len(texts))
    for s in texts:
        item = text(s, "<H")
        if len(part) + len(item) > MOST_RECORD:
            parts.append(part)
            part = b""
        part += item
    return b"".join(record(0x3C if i else 0xFC, p) for i, p in enumerate([*parts, part]))


def stream(sheet, name):
    texts = sorted({c for row in sheet for c in row if c})
    at = {s: i for i, s in enumerate(texts)}
    cells = [(r, c, at[t]) for r, row in enumerate(sheet) for c, t in enumerate(row) if t]
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0xDBB, 0x7CC, 0, 6))
    shared, end = shared_texts(texts, len(cells)), record(0xA, b"")
    where = len(begin) + len(record(0x85, b"\0" * 6 + text(name, "<B"))) + len(shared) + len(end)
    book = begin + record(0x85, struct.pack("<IH", where, 0) + text(name, "<B")) + shared + end
    width = max(len(row) for row in sheet)
    book += record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0xDBB, 0x7CC, 0, 6))
    book += record(0x200, struct.pack("<IIHHH", 0, len(sheet), 0, width, 0))
    book += b"".join(record(0xFD, struct.pack("<HHHI", r, c, 0, i)) for r, c, i in cells)
    return book + end


def entry(name, kind, first, size, child=FREE):
    return struct.pack("<64sHBBIII36sIQ", name.encode("utf-16-le"), 2 * len(name) + 2 if name else 0, kind, 1,
                       FREE, FREE, child, b"", first, size)


def xls_bytes(sheet, name):
    book = stream(sheet, name)
    book += b"\0" * (-max(len(book), 4096) % SECTOR + max(0, 4096 - len(book)))
    n = len(book) // SECTOR
    n_fat = 1
    while 128 * n_fat < n + n_fat + 1:
        n_fat += 1
    chain = [FAT] * n_fat + [END] + [n_fat + 2 + i for i in range(n - 1)] + [END]
    chain += [FREE] * (128 * n_fat - len(chain))
    header = struct.pack("<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
                         b"", 0, n_fat, n_fat, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", *[i if i < n_fat else FREE for i in range(109)])
    folder = entry("Root Entry", 5, END, 0, 1) + entry("Workbook", 2, n_fat + 1, len(book))
    folder += 2 * entry("", 0, 0, 0)
    return header + struct.pack(f"<{len(chain)}I", *chain) + folder + book
