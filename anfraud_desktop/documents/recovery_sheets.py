"""The sheet with the recovery code: printed once, signed, kept in a sealed envelope."""

from datetime import datetime


def recovery_pdf(unit: str, file_name: str, code: str, made_at: datetime, *, bundled: bool = False) -> bytes:
    """Return the sheet as a PDF on A4: four pairs of groups in large letters, what they are for, lines to sign on."""
    from anfraud_desktop.documents import page
    from anfraud_desktop.documents.fonts import faces
    from anfraud_desktop.documents.page import Look, printed
    from anfraud_desktop.documents.signing import Hands

    look = Look(faces(bundled=bundled), "案件文件恢复密钥", unit)
    story = [*page.title("案件文件恢复密钥", look)]
    story += [page.body(text, look) for text in _explained(unit, file_name, made_at)]
    story.append(page.blank())
    for number, pair in enumerate(code.split(), start=1):
        story.append(page.body(pair, look, lead=f"第 {number} 行　"))
    story += [page.blank(2), Hands((("管理员", ""), ("审核人", "")), look.faces), page.blank()]
    story.append(Hands((("封存日期", ""), ("存放处", "")), look.faces))
    return printed(story, look)


def _explained(unit: str, file_name: str, made_at: datetime) -> tuple[str, ...]:
    day = f"{made_at.year}年{made_at.month}月{made_at.day}日{made_at:%H}时{made_at:%M}分"
    return (
        f"单位：{unit}。案件文件：{file_name}。生成时间：{day}。",
        "全部账户的密码都无法使用时，凭下列密钥可以打开案件文件并重新设立管理员。密钥只在本页出现一次，程序不保存。",
        "请打印一式两份，由管理员、审核人签名后分别装入信封封存，存放在不同的地方；不得拍照，不得存入电脑。",
        "密钥不含字母 I、L、O、U。每行最后一位是校验位，抄错时程序会指明是哪一组。",
    )
