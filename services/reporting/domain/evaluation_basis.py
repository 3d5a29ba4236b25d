"""How each index is derived from events, and what is not known: said beside every figure, Vietnamese and English."""

from __future__ import annotations

from reporting.domain.evaluation_marks import Index

BASES: dict[Index, tuple[str, str]] = {
    Index.WHOLE_TIME: (
        "Ngày có kết quả so với ngày hẹn chưa gia hạn: trước ngày hẹn, trong ngày hẹn, sau thời điểm hẹn. Công chức"
        " được tính các hồ sơ mình đã giữ.",
        "The day of the result against the due day without extension: before it, on it, after the due instant. "
        "Officers count the dossiers that they had.",
    ),
    Index.OWN_TIME: (
        "Thời gian của chính đơn vị (hoặc của công chức trong các bước đã làm xong) so với tổng định mức các bước đó; "
        "phòng được lấy ý kiến: thời điểm trả lời so với hạn. Cơ quan khác không được chấm ở đây.",
        "The unit's own time (an officer's, with the steps they finished) against the budgets of these steps; of a "
        "department that was consulted, its answer against its deadline. Other agencies are not scored here.",
    ),
    Index.CONTACTS: (
        "Số lần yêu cầu bổ sung sau khi tiếp nhận; nộp và nhận trực tiếp không làm hồ sơ đầy đủ hơn nên không tính."
        " Các lần liên hệ khác không được hệ thống ghi nhận.",
        "How often papers were asked for after the acceptance; filing and collecting in person complete nothing and"
        " do not count. Other contacts are not recorded.",
    ),
    Index.AGENCIES: (
        "Không đến nơi nào nếu nộp và nhận không trực tiếp; một nơi (Bộ phận Một cửa) nếu nộp hoặc nhận tại quầy. "
        "Việc phải đến cơ quan khác không được hệ thống ghi nhận. Tính khi đã biết cách nhận kết quả.",
        "None if neither filed nor collected in person; one (the counter) if either was. That an applicant had to "
        "go to another agency is not recorded. Counted once it is known how the result was collected.",
    ),
    Index.AT_COUNTER: (
        "TTHC đang có hiệu lực của đơn vị: tỷ lệ giải quyết ngay tại Bộ phận Một cửa; tỷ lệ tiếp nhận tại đó.",
        "The unit's procedures in force: the share answered wholly at the counter; the share taken in there.",
    ),
    Index.PUBLICATION: (
        "Mọi TTHC đang có hiệu lực của đơn vị được niêm yết tại Bộ phận Một cửa và đưa lên Cơ sở dữ liệu, Cổng "
        "quốc gia đúng thời hạn: cả hai, một trong hai, không. Chưa chấm khi gói pháp lý chưa ghi ngày thực hiện của "
        "đủ các TTHC.",
        "All procedures in force put up at the counter, and in the national database and portal, in time: both, one of "
        "them, neither. Not scored while the law pack does not say of every one when it was done.",
    ),
    Index.ATTITUDE: (
        "Trước hạn, đúng hạn và không có phản ánh về hồ sơ được kết luận là có cơ sở; phiếu khảo sát giấy chưa được"
        " tính.",
        "Early or on time, and no feedback about the dossier that was found to be right; paper surveys are not "
        "counted.",
    ),
    Index.FEEDBACK: (
        "Phản ánh, kiến nghị đơn vị xử lý, hạn trả lời trong kỳ: tỷ lệ trả lời đúng hạn. Không có thì đạt điểm tối đa.",
        "Feedback that the unit handles and whose answer was due in the period: the share answered in time. None: "
        "full.",
    ),
    Index.ONLINE: (
        "Tỷ lệ TTHC có dịch vụ công trực tuyến toàn trình hoặc một phần (thay cho mức độ 3, 4), tỷ lệ hồ sơ tiếp "
        "nhận trực tuyến trong kỳ, và hồ sơ trực tuyến quá hạn trong kỳ.",
        "The share of procedures offered online in whole or part (formerly levels 3 and 4), of dossiers accepted in"
        " the period that were filed online, and online dossiers late in the period.",
    ),
}
