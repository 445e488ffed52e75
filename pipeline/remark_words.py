"""What a journal on paper says in its remarks: reasons and notes in its own language.

Knows slugs, and nothing else. The Russian is not yet confirmed by practice.
"""

from pipeline.reason_words import ACTIVE, reason_words

RUSSIAN = "ru"
_NOTES = {
    "alpha-dropped": "clear places of the picture became paper",
    "animation-removed": "the picture no longer moves",
    "body-lowered": "the text begins lower than it did",
    "border-added": "a border was added for the stamp",
    "code-left-out": "there was no room for the 2-D code",
    "coded-anew": "the picture was coded anew, with small losses",
    "colours-converted": "the colours were converted",
    "colours-merged": "the rarest colours became their nearest others",
    "degree-from-inventory": "the degree was taken from the inventory",
    "depth-widened": "the picture has more bits for a colour than it had",
    "empty-password": "it was encrypted with an empty password",
    "found-mark-not-struck": "the former mark could not be struck through",
    "label-left-out": "marked; only the machine-readable label found no place",
    "not-finished": "its making was cut short",
    "own-ground": "the stamp stands on a ground of its own",
    "page-enlarged": "the page was enlarged for the stamp",
    "page-scaled": "the page was made smaller for the stamp",
    "palette-expanded": "the palette became full colours",
    "sheet": "an accompanying sheet bears the mark",
    "sheet-instead": "an accompanying sheet bears the mark",
    "signature-removed": "the digital signature could not be kept",
    "signed": "it is signed",
    "signed-incremental": "it is signed; its signed bytes were kept",
    "thumbnail-removed": "the small picture within it was removed",
}
_RUSSIAN = {
    "unmarked": "гриф не обнаружен; решает ответственное лицо",
    "conflict": "обнаружены грифы разных степеней",
    "declassified": "рассекречено",
    "struck-out": "гриф зачёркнут",
    "outside-table": "грифа нет в таблице Соглашения",
    "low-confidence": "гриф прочитан неуверенно",
    "unreadable-page": "страница не прочитана",
    "encrypted": "защищён паролем",
    "damaged": "файл повреждён",
    "empty": "файл пуст",
    "too-large": "превышены допустимые размеры",
    "unsupported": "вид файла не поддерживается",
    "folder": "папка не читается",
    "link": "ссылка за пределы поступившего",
    "not-a-file": "не является обычным файлом",
    "bad-name": "недопустимое имя файла",
    "no-permission": "нет права на чтение",
    "removed": "удалён во время приёма",
    "changed": "изменён во время приёма",
    "inventory-missing": "указан в описи, но отсутствует",
    "inventory-surplus": "в описи не указан",
    "inventory-degree": "степень не совпадает с описью",
    "inventory-copy-number": "номер экземпляра не совпадает с описью",
    "inventory-registration-number": "номер не совпадает с описью",
    "inventory-date": "дата не совпадает с описью",
    "inventory-sheets": "число листов не совпадает с описью",
    "third-party-sender": "отправитель не принадлежит ни одной из Сторон",
    "agreement-not-in-force": "при поступлении Соглашение ещё не действовало",
    "agreement-ended": "при поступлении Соглашение уже не действовало",
    "no-equivalent": "грифу нет соответствия в Соглашении",
    "choose-needed": "грифу соответствует несколько; требуется выбор",
    "contract-not-listed": "не указан в перечне договора",
    "contract-degree": "степень не совпадает с перечнем договора",
    "timeout": "превышено время чтения",
    "memory": "превышена память при чтении",
    "crashed": "чтение прервано ошибкой в файле",
    "no-place": "нет места для штампа",
    "no-space": "на диске не было места",
    "received-before": "те же данные уже поступали от этого отправителя",
    "unreadable": "не прочитан",
    "two-kinds": "открывается как файл двух видов",
    "concealed-mark": "гриф скрыт",
    "mark-not-in-force": "гриф стоит на неиспользуемой части",
    "moving-picture": "движущееся изображение прочитано не полностью",
    "unread-picture": "изображение не прочитано",
    "unread-body": "часть сообщения не прочитана",
    "unknown-encoding": "кодировка текста не определена",
    "embedded-object": "содержит объект другой программы",
    "embedded-document": "показывает другой документ",
    "remote-image": "показывает внешнее изображение",
    "internal-error": "внутренняя ошибка программы",
    "output": "носитель со штампом не записан",
    "not-proved": "штамп на странице не подтверждён",
    "unproved": "штамп в файле не подтверждён",
    "no-contrast": "страница слишком тёмная для штампа",
    "no-glyph": "в шрифте штампа нет нужной буквы",
    "code-unreadable": "двумерный код не читается",
    "palette-full": "в палитре нет места для краски штампа",
    "deep-colour-tiff": "изображение этого вида нельзя проштамповать без потерь",
    "decided": "решено ответственным лицом",
    "decided-not-secret": "признано несекретным ответственным лицом",
    "decided-rejected": "изъято ответственным лицом для повторной присылки",
    "alpha-dropped": "прозрачные места изображения стали белыми",
    "animation-removed": "изображение больше не движется",
    "body-lowered": "текст начинается ниже",
    "border-added": "для штампа добавлено поле",
    "code-left-out": "для двумерного кода нет места",
    "coded-anew": "изображение сжато заново с малыми потерями",
    "colours-converted": "цвета преобразованы",
    "colours-merged": "редкие цвета заменены близкими",
    "degree-from-inventory": "степень взята из описи",
    "depth-widened": "глубина цвета увеличена",
    "empty-password": "был зашифрован с пустым паролем",
    "found-mark-not-struck": "прежний гриф не удалось зачеркнуть",
    "label-left-out": "гриф проставлен; не вложена лишь машиночитаемая метка",
    "not-finished": "изготовление прервано",
    "own-ground": "штамп стоит на собственном фоне",
    "page-enlarged": "страница увеличена для штампа",
    "page-scaled": "страница уменьшена для штампа",
    "palette-expanded": "палитра заменена полным цветом",
    "sheet": "гриф стоит на сопроводительном листе",
    "sheet-instead": "гриф стоит на сопроводительном листе",
    "signature-removed": "электронная подпись не сохранена",
    "signed": "подписан",
    "signed-incremental": "подписан; подписанные данные сохранены",
    "thumbnail-removed": "вложенное уменьшенное изображение удалено",
}
_ACTIVE_RUSSIAN = {
    "javascript": "сценарии",
    "launch": "запуск программы",
    "uri": "ссылки в сеть",
    "embedded-file": "вложенный файл",
    "xfa": "форма XFA",
    "macro": "макросы",
    "activex": "элементы ActiveX",
    "ole-object": "объект другой программы",
    "dde": "команда другой программе (DDE)",
    "external-link": "ссылка на внешние данные",
    "remote-image": "внешнее изображение",
    "remote-template": "внешний шаблон",
    "custom-ui": "собственные кнопки",
    "rich-media": "звук, видео или объёмная модель",
    "submit-form": "отправка формы",
    "unseen-actions": "действия, которые не удалось проверить",
}
_KIND = ":"
"""Parts the beginning of a note from the kind of what was found."""
_LABEL = "label" + _KIND


def remark(slug: str, language: str) -> str:
    """Return what a reason or a note is on paper; one without words stands for itself.

    Args:
        slug: Of the manifest.
        language: ``ru``; any other is English.
    """
    slug = slug.replace("active" + _KIND, ACTIVE)
    russian = language == RUSSIAN
    if slug.startswith(_LABEL):
        scheme = slug.removeprefix(_LABEL)
        return f"чужая метка {scheme}" if russian else f"it bears a label of {scheme}"
    if russian and slug.startswith(ACTIVE):
        kind = slug.removeprefix(ACTIVE)
        return f"активное содержимое: {_ACTIVE_RUSSIAN.get(kind, kind)}"
    if russian:
        return _RUSSIAN.get(slug, slug)
    return _NOTES.get(slug) or reason_words(slug)
