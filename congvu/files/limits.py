"""How much a file may ask of us. A file that asks for more is refused as a bomb, whatever it says about itself."""

MEBIBYTE = 1024 * 1024

PAGES = 20_000  # pages of a PDF or TIFF
PIXELS = 250_000_000  # of one picture: A0 in 450 dpi has 220 million
OBJECTS = 1_000_000  # objects a PDF's table of contents may announce

ENTRIES = 5_000  # parts of an office file
UNPACKED = 512 * MEBIBYTE  # bytes of all parts together
UNPACKED_FREE = 24 * MEBIBYTE  # below this no ratio is asked
RATIO = 150  # unpacked to packed bytes, beyond UNPACKED_FREE
XML_PART = 160 * MEBIBYTE  # bytes of one XML part
DEPTH = 2  # files within files: an e-mail's attachment, a sheet within a letter

ATTACHMENTS = 50  # of an e-mail and the mails within it
MAILS_WITHIN = 3  # a mail in a mail in a mail
MAIL_PARTS = 500
MAIL_BOUNDARIES = 5_000  # lines that may part it
MAIL_HEADERS = 500
MAIL_HEADING = 500  # characters of a subject, of senders
MAIL_UNPACKED = 200 * MEBIBYTE

TEXT_PAGES = 3_000  # pages whose text is read
TEXT_CHARACTERS = 3_000_000  # characters of text kept

FEW_PAGES = 20  # of a PDF whose words are read at the door already
SMALL = 2 * MEBIBYTE  # bytes of a file whose words are
WORDS_SECONDS = 2  # for them, once it is known that the file is good

INSPECTION_SECONDS = 20
OPENING_SECONDS = 60  # of a mail with all that is attached
TEXT_SECONDS = 120
LAYOUT_SECONDS = 6  # someone waits for the page meanwhile
OCR_PAGES = 40  # of one scan
OCR_PIXELS = 20_000_000  # of a page drawn for it
OCR_SECONDS = 90  # of one page
OCR_MEMORY = 1536 * MEBIBYTE
RASTER_SECONDS = 30
STAMP_SECONDS = 30
MEMORY = 2048 * MEBIBYTE  # address space of the process that looks into one file
