"""The sample document of the reader: four pages in the form of Decree 30/2020, set by typst."""

from io import BytesIO

import typst
from django.conf import settings

SOURCE = """
#set document(title: "5521/BXD-KHTC (mẫu)", author: "Mẫu")
#set page(paper: "a4", margin: (left: 3cm, right: 1.5cm, top: 2cm, bottom: 2cm), numbering: none)
#set text(font: ("Tinos",), size: 13pt, lang: "vi")
#set par(justify: true, first-line-indent: 1cm, leading: 0.7em)
#grid(columns: (1fr, 1.4fr), align: center,
  [BỘ XÂY DỰNG\\ #line(length: 2cm, stroke: 0.5pt) Số: 5521/BXD-KHTC\\ #text(12pt)[V/v điều chỉnh chủ trương đầu tư\\ tuyến cao tốc Cam Lộ – La Sơn]],
  [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*\\ *Độc lập - Tự do - Hạnh phúc*\\ #line(length: 5cm, stroke: 0.5pt) _Hà Nội, ngày 16 tháng 11 năm 2026_])
#v(1cm)
#align(center)[Kính gửi: Thủ tướng Chính phủ.]
#v(0.5cm)
Đây là văn bản mẫu dùng để trình bày giao diện, không phải văn bản thật.

Thực hiện ý kiến chỉ đạo của Phó Thủ tướng Chính phủ tại Thông báo số 365/TB-VPCP về rà soát các dự án đường bộ cao tốc đang khai thác theo quy mô phân kỳ, Bộ Xây dựng báo cáo và kiến nghị như sau:

#for n in range(1, 4) [
  *#n. Về phương án đầu tư thứ #n*

  #for m in range(0, 9) [Lưu lượng thực tế trên đoạn tuyến đã vượt dự báo, trong khi quy mô hai làn xe chưa có làn dừng khẩn cấp liên tục; việc mở rộng lên bốn làn xe với tổng chiều dài 98,3 km là cần thiết và cấp bách, hoàn thành trong năm 2027. Nguồn vốn được cân đối từ kế hoạch đầu tư công trung hạn và các nguồn hợp pháp khác theo quy định của pháp luật về đầu tư công.

  ]
]
Kiến nghị: trình Thủ tướng Chính phủ xem xét, chấp thuận chủ trương điều chỉnh trước ngày 20 tháng 11 năm 2026./.
"""


def sample_pdf() -> BytesIO:
    pages = typst.compile(SOURCE.encode(), font_paths=[str(settings.FONTS)], ignore_system_fonts=True)
    return BytesIO(pages)
