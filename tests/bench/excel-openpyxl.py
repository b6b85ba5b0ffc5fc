# The same work by openpyxl, where Python has it: excel-openpyxl.py <work> <folder> <size>; prints its figures as JSON.
import json, os, resource, sys

import openpyxl
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter

work, folder, size = sys.argv[1], sys.argv[2], int(sys.argv[3])


def read():
    names = sorted(name for name in os.listdir(folder) if name.startswith("upload"))
    cells = 0
    for at in range(size):
        book = openpyxl.load_workbook(os.path.join(folder, names[at % len(names)]), data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            cells += sum(isinstance(value, (int, float)) for value in row)
    return cells


def write():
    book = openpyxl.Workbook(write_only=True)
    for sheet in range(1, 6):
        page = book.create_sheet(f"表{sheet}")
        for row in range(1, size + 1):
            page.append(
                [
                    f"=SUM({get_column_letter(column - 9)}{row}:{get_column_letter(column - 1)}{row})"
                    if column % 10 == 0
                    else (row * 31 + column * 17) % 100000
                    for column in range(1, 201)
                ]
            )
    book.save(os.path.join(folder, "openpyxl.xlsx"))
    return size * 200 * 5


def fill():
    for at in range(size):
        book = openpyxl.load_workbook(os.path.join(folder, "upload0.xlsx"))
        page = book.worksheets[0]
        for index in range(360):
            page.cell(6 + index % 340, 4 if index < 340 else 5).value = at + index
        book.save(os.path.join(folder, "filled-by-openpyxl.xlsx"))
    return size


check = {"read": read, "write": write, "fill": fill}[work]()
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"cpuSeconds": used.ru_utime + used.ru_stime, "memoryMb": used.ru_maxrss / 1024, "check": check}))
