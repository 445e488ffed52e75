"""Words of made letters: other wording than text_words and words. Knows no drawing."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

DEGREES = ("secret", "top-secret", "special-importance")
MARKS = {
    ("ru", "secret"): ("Секретно", "СЕКРЕТНО"),
    ("ru", "top-secret"): (
        "Совершенно секретно",
        "СОВЕРШЕННО СЕКРЕТНО",
        "Сов. секретно",
    ),
    ("ru", "special-importance"): ("Особой важности", "ОСОБОЙ ВАЖНОСТИ"),
    ("kk", "secret"): ("Құпия", "ҚҰПИЯ"),
    ("kk", "top-secret"): ("Өте құпия", "ӨТЕ ҚҰПИЯ"),
    ("kk", "special-importance"): ("Аса маңызды", "АСА МАҢЫЗДЫ"),
    ("be", "secret"): ("Сакрэтна", "САКРЭТНА"),
    ("be", "top-secret"): ("Зусім сакрэтна", "ЗУСІМ САКРЭТНА", "Цалкам сакрэтна"),
    ("be", "special-importance"): ("Асаблівай важнасці", "АСАБЛІВАЙ ВАЖНАСЦІ"),
}
SHORT = {
    ("ru", "secret"): "С",
    ("ru", "top-secret"): "СС",
    ("ru", "special-importance"): "ОВ",
    ("kk", "secret"): "Қ",
    ("kk", "top-secret"): "ӨҚ",
    ("kk", "special-importance"): "ЕМ",
    ("be", "secret"): "С",
    ("be", "top-secret"): "СС",
    ("be", "special-importance"): "ОВ",
}
SUFFIX = {"secret": "с", "top-secret": "сс", "special-importance": "ов"}
COPY = {
    "ru": ("Экз. № {n}", "экз. №{n}", "Экземпляр № {n}", "Экз.№ {n}", "Экз. N {n}"),
    "kk": ("Дана № {n}", "№ {n} дана", "{n}-дана", "Дана №{n}"),
    "be": ("Асобнік № {n}", "Экз. № {n}", "Асобн. № {n}"),
}
ORG = {
    "ru": (
        "МИНИСТЕРСТВО ТРАНСПОРТА",
        "Департамент материальных резервов",
        "Научно-исследовательский институт связи",
        "Управление капитального строительства",
    ),
    "kk": (
        "КӨЛІК МИНИСТРЛІГІ",
        "Материалдық резервтер департаменті",
        "Байланыс ғылыми-зерттеу институты",
        "Құрылыс басқармасы",
    ),
    "be": (
        "МІНІСТЭРСТВА ТРАНСПАРТУ",
        "Дэпартамент матэрыяльных рэзерваў",
        "Інстытут сувязі Акадэміі навук",
        "Упраўленне капітальнага будаўніцтва",
    ),
}
TITLE = {
    "ru": (
        "О поставке комплектующих",
        "Акт осмотра помещений",
        "Справка о ходе работ",
        "Протокол совещания рабочей группы",
        "Об учениях по связи",
    ),
    "kk": (
        "Жабдықтарды жеткізу туралы",
        "Үй-жайларды тексеру актісі",
        "Жұмыстардың барысы туралы анықтама",
        "Жұмыс тобы отырысының хаттамасы",
    ),
    "be": (
        "Аб пастаўцы камплектуючых",
        "Акт агляду памяшканняў",
        "Даведка аб ходзе работ",
        "Пратакол пасяджэння рабочай групы",
    ),
}
BODY = {
    "ru": (
        "В соответствии с планом совместных работ направляем сведения о ходе поставок за третий квартал.",
        "Просим рассмотреть представленные материалы и сообщить о принятом решении до конца месяца.",
        "Комиссия осмотрела оборудование, установила его исправность и составила настоящий документ.",
        "Расчёты выполнены по методике, согласованной сторонами в ходе рабочей встречи в Астане.",
        "Ответственным за исполнение назначен начальник отдела технического контроля.",
        "Поставка второй партии задержана из-за погодных условий на перегоне между станциями.",
        "Отчёт состоит из двух частей, таблиц и схемы расположения узлов связи.",
    ),
    "kk": (
        "Бірлескен жұмыстар жоспарына сәйкес үшінші тоқсандағы жеткізу барысы туралы мәліметтерді жолдаймыз.",
        "Ұсынылған материалдарды қарап, қабылданған шешім туралы ай соңына дейін хабарлауыңызды сұраймыз.",
        "Комиссия жабдықты тексеріп, оның жарамдылығын анықтады және осы құжатты жасады.",
        "Есептеулер тараптар келіскен әдістеме бойынша орындалды.",
        "Орындауға жауапты болып техникалық бақылау бөлімінің бастығы тағайындалды.",
        "Екінші топтаманы жеткізу ауа райының қолайсыздығынан кешіктірілді.",
    ),
    "be": (
        "У адпаведнасці з планам сумесных работ накіроўваем звесткі аб ходзе паставак за трэці квартал.",
        "Просім разгледзець прадстаўленыя матэрыялы і паведаміць аб прынятым рашэнні да канца месяца.",
        "Камісія агледзела абсталяванне, устанавіла яго спраўнасць і склала гэты дакумент.",
        "Разлікі выкананы па методыцы, узгодненай бакамі падчас рабочай сустрэчы ў Мінску.",
        "Адказным за выкананне прызначаны начальнік аддзела тэхнічнага кантролю.",
        "Другая партыя затрымана з-за неспрыяльнага надвор'я і адпраўлена пазней.",
    ),
}
SIGN = {
    "ru": "Начальник управления                 А. Б. Орлов",
    "kk": "Басқарма бастығы                 Е. Қ. Серіков",
    "be": "Начальнік упраўлення                 В. І. Каваль",
}
DATE = {
    "ru": ("14 мая 2026 г.", "03.09.2025"),
    "kk": ("2026 жылғы 14 мамыр", "03.09.2025"),
    "be": ("14 мая 2026 г.", "03.09.2025"),
}
MENTIONS = {
    "ru": (
        (
            "Инструкция по делопроизводству",
            (
                "На документах, содержащих государственные секреты, в правом верхнем углу проставляется гриф «Секретно», «Совершенно секретно» или «Особой важности».",
                "Под грифом секретности указывается номер экземпляра.",
            ),
        ),
        (
            "О секретности сведений",
            (
                "Секретариат комиссии рассмотрел вопрос о порядке засекречивания. Степень секретности определяется перечнем.",
                "Секретные сведения передаются только установленным порядком; совершенно секретно означает вторую степень.",
            ),
        ),
        (
            "Закон о государственных секретах",
            (
                "Статья 15. Устанавливаются три степени секретности и соответствующие им грифы: «Особой важности», «Совершенно секретно» и «Секретно».",
                "Использование перечисленных грифов для иных сведений не допускается.",
            ),
        ),
        (
            "Рецензия на повесть",
            (
                "Автор вынес на обложку слова «Совершенно секретно», хотя в повести нет ничего тайного.",
                "Секретно это или нет, читатель решит сам. Секретарша героя носит фамилию Секретнова.",
            ),
        ),
        (
            "Секретариат",
            (
                "Секретариат сообщает, что приём документов ведётся ежедневно с 9 до 18 часов.",
                "Обращаться к секретарю, кабинет 12. Секретарь-референт в отпуске.",
            ),
        ),
    ),
    "kk": (
        (
            "Құпия ақпарат туралы",
            (
                "Құпия ақпаратты қорғау тараптардың ұлттық заңнамасына сәйкес жүзеге асырылады.",
                "Тасығыштарға «Құпия», «Өте құпия» немесе «Аса маңызды» деген белгі қойылады.",
            ),
        ),
        (
            "Мемлекеттік құпиялар туралы заң",
            (
                "Мемлекеттік құпияларды құрайтын мәліметтердің құпиялылық дәрежелері белгіленеді.",
                "Аса маңызды мәселелер бойынша кеңес өткізіледі, құпия сөзді ешкімге айтпаңыз.",
            ),
        ),
    ),
    "be": (
        (
            "Аб сакрэтнасці",
            (
                "Сакратарыят камісіі разгледзеў пытанне аб парадку засакрэчвання звестак.",
                "На дакументах ставіцца грыф «Сакрэтна» або «Зусім сакрэтна», калі гэта прадугледжана пералікам.",
            ),
        ),
        (
            "Пра парадак карыстання архівам",
            (
                "Справы, якія калісьці вяліся сакрэтна, выдаюцца чытачам на агульных умовах.",
                "Сакрэтнасць перапіскі ахоўваецца законам, і пра гэта памятае кожны.",
            ),
        ),
    ),
}
OUTSIDE = (
    "Для служебного пользования",
    "ДЛЯ СЛУЖЕБНОГО ПОЛЬЗОВАНИЯ",
    "ДСП",
    "Қызмет бабында пайдалану үшін",
    "ҚБП",
    "Конфиденциально",
    "КОММЕРЧЕСКАЯ ТАЙНА",
    "SECRET",
    "NATO SECRET",
    "RESTREINT UE/EU RESTRICTED",
    "TOP SECRET",
    "CONFIDENTIAL",
    "Для службовага карыстання",
    "COSMIC TOP SECRET",
)
LIFTED = {
    "ru": ("Рассекречено", "РАССЕКРЕЧЕНО", "Гриф секретности снят"),
    "kk": ("Құпиясыздандырылды", "ҚҰПИЯСЫЗДАНДЫРЫЛДЫ"),
    "be": ("Рассакрэчана", "РАССАКРЭЧАНА"),
}


class Draw(random.Random):
    """Chance that draws texts and fonts from the half that its split owns."""

    def __init__(self, seed: str, *, split: str) -> None:
        super().__init__(seed)
        self.half = 0 if split == "train" else 1

    def own(self, items: Sequence[T]) -> Sequence[T]:
        """Return what belongs to this split; the splits share nothing of it."""
        return items[self.half :: 2]


def own(rng: random.Random, items: Sequence[T]) -> Sequence[T]:
    """Return the split's part of some texts, or all where there is no split."""
    return rng.own(items) if isinstance(rng, Draw) else items


@dataclass(kw_only=True)
class Letter:
    """What a made letter says, and what is true of it."""

    language: str
    degree: str | None
    mark: str | None
    copy: str | None
    copy_number: int | None
    org: str
    number_line: str | None
    registration: str | None
    title: str
    body: list[str]
    sign: str
    outcome: str = "marked"


def letter(
    rng: random.Random,
    *,
    marked: bool = True,
    language: str | None = None,
    degree: str | None = None,
    number: bool | None = None,
    copy: bool | None = None,
) -> Letter:
    """Return a letter of random words."""
    language = language or rng.choice(("ru", "ru", "kk", "be"))
    degree = (degree or rng.choice(DEGREES)) if marked else None
    mark = rng.choice(MARKS[language, degree]) if degree else None
    n = rng.randint(1, 14)
    with_copy = marked and (rng.random() < 0.75 if copy is None else copy)
    with_number = rng.random() < 0.7 if number is None else number
    registration = line = None
    if with_number:
        tail = SUFFIX[degree] if degree and rng.random() < 0.7 else ""
        core = rng.choice(
            (
                f"{rng.randint(2, 990)}",
                f"{rng.randint(1, 30)}/{rng.randint(2, 900)}",
                f"{rng.randint(1, 30)}-{rng.randint(1, 9)}/{rng.randint(2, 900)}",
            )
        )
        registration = core + (rng.choice(("", "", "-", "/")) + tail if tail else "")
        date = rng.choice(DATE[language])
        lead = {
            "ru": ("№ {r} от {d}", "{d} № {r}", "Рег. № {r}", "Исх. № {r} от {d}"),
            "kk": ("№ {r} {d}", "{d} № {r}", "Тіркеу № {r}", "Шығ. № {r}"),
            "be": ("№ {r} ад {d}", "{d} № {r}", "Рэг. № {r}", "Зых. № {r}"),
        }[language]
        line = rng.choice(lead).format(r=registration, d=date)
    body = [
        " ".join(rng.sample(list(own(rng, BODY[language])), 3))
        for _ in range(rng.randint(2, 5))
    ]
    return Letter(
        language=language,
        degree=degree,
        mark=mark,
        copy=rng.choice(COPY[language]).format(n=n) if with_copy else None,
        copy_number=n if with_copy else None,
        org=rng.choice(own(rng, ORG[language])),
        number_line=line,
        registration=registration,
        title=rng.choice(own(rng, TITLE[language])),
        body=body,
        sign=SIGN[language],
        outcome="marked" if marked else "unmarked",
    )


def mention(rng: random.Random) -> Letter:
    """Return a letter that speaks of marks and bears none."""
    made = letter(rng, marked=False)
    made.language = rng.choice(("ru", "ru", "kk", "be"))
    title, body = rng.choice(own(rng, MENTIONS[made.language]))
    made.org, made.sign, made.title = (
        rng.choice(own(rng, ORG[made.language])),
        SIGN[made.language],
        title,
    )
    made.body = [*body, *rng.sample(list(own(rng, BODY[made.language])), 3)]
    made.number_line = made.registration = None
    return made
