"""The icons of the house, by their Lucide names. `congvu build` draws only these; a test finds a name that is missing."""

_NAMES = """
archive archive-restore archive-x arrow-down arrow-down-to-line arrow-down-up arrow-left arrow-left-right arrow-right arrow-up
arrow-up-from-line at-sign award ban banknote bell bell-off bell-ring book-marked book-open book-open-check bookmark
book-open-text briefcase building building-2 calendar calendar-check calendar-clock calendar-days calendar-off calendar-plus
calendar-range chart-bar chart-column check check-check chevron-down chevron-left chevron-right chevron-up
chevrons-up-down circle circle-alert circle-check circle-dashed circle-dot circle-help circle-minus circle-pause circle-play
circle-plus circle-slash circle-user circle-x clipboard clipboard-check clipboard-list clipboard-pen clock clock-alert
columns-2 contact copy copy-check corner-down-left corner-down-right corner-up-left crown database diamond dot download
ellipsis ellipsis-vertical eraser external-link eye eye-off file file-archive file-badge file-check file-clock file-diff
file-down file-image file-input file-key file-lock file-minus file-output file-pen file-plus file-question-mark file-search
file-spreadsheet file-stack file-symlink file-text file-type file-up file-user file-warning file-x files filter filter-x
fingerprint-pattern flag flame folder folder-archive folder-check folder-clock folder-input folder-lock folder-open folder-output
folder-plus folder-search folder-tree folders forward funnel funnel-x gauge gavel git-branch git-merge globe grip-vertical
hand handshake hash heart-handshake history hourglass house id-card image inbox info key key-round keyboard landmark
languages laptop layers layout-dashboard layout-list library life-buoy link link-2 list list-checks list-filter
list-ordered list-plus list-todo loader loader-circle lock lock-keyhole lock-open log-in log-out mail mail-check mail-open
mail-plus mail-question-mark mails map map-pin maximize megaphone menu message-circle message-square message-square-plus
message-square-quote message-square-text message-square-warning messages-square mic milestone minimize minus monitor moon
mouse-pointer-click move network newspaper notebook-pen octagon-alert octagon-x package package-check package-open panel-left
panel-right paperclip pause pen pen-line pen-tool pencil phone pin play plug plus presentation printer qr-code quote
receipt receipt-text redo-2 refresh-ccw refresh-cw repeat reply reply-all rotate-ccw rotate-cw route rows-3 save scale
scan-search scan-text scroll scroll-text search search-check search-x send send-horizontal server settings settings-2 share-2
sheet shield shield-alert shield-check shield-question-mark shield-user shield-x signature signpost sliders-horizontal smartphone
sparkles split square square-arrow-out-up-right square-check square-pen stamp star sticky-note sun sun-moon table
table-2 tag tags target text-cursor-input text-search timer timer-off trash-2 triangle triangle-alert trending-up type
undo-2 unlink upload user user-check user-cog user-minus user-pen user-plus user-round user-round-check user-search user-x
users users-round vote wallet wifi-off workflow wrench x zap zoom-in zoom-out
"""

ICONS: tuple[str, ...] = tuple(_NAMES.split())
