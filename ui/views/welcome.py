"""First start: set up the office, or look at the demo office."""

from __future__ import annotations

from zoneinfo import available_timezones

from PySide6.QtCore import QLocale, QSize, Qt, QTimeZone, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.contracts.office import OfficeSetup
from app.contracts.people import SignedIn
from app.errors import OutpostError
from ui import theme
from ui.client import Client
from ui.texts import error_text
from ui.widgets.basic import Button, Card, IconLabel, Select, label, on_click
from ui.widgets.dialog import mark_wrong
from ui.work import Work

MIN_PASSWORD = 8


class WelcomePage(QWidget):
    """`signed_in` carries SignedIn when the office stands; `demo_wanted` asks for the demo office."""

    signed_in = Signal(object)
    demo_wanted = Signal()
    other_wanted = Signal()

    def __init__(self, client: Client, work: Work, setup_token: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.pages = QStackedWidget()
        self.form = SetupForm(client, work, setup_token)
        self.form.signed_in.connect(self.signed_in)
        self.form.back.connect(lambda: self.pages.setCurrentIndex(0))
        self.set_up = choice(
            "office", self.tr("Set up our office"), self.tr("Name, country and an administrator. It takes two minutes.")
        )
        self.demo = choice(
            "play",
            self.tr("Show me the demo office"),
            self.tr("A clinic with a pretended phone. Nothing is sent, nothing is kept."),
        )
        on_click(self.set_up, self._show_form)
        on_click(self.demo, self.demo_wanted.emit)
        self.other = Button(self.tr("Connect to another PC"), "link")
        on_click(self.other, self.other_wanted.emit)
        self.pages.addWidget(self._first())
        self.pages.addWidget(self.form)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.pages)

    def _first(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setSpacing(theme.M)
        centre = Qt.AlignmentFlag.AlignHCenter
        box.addStretch(2)
        box.addWidget(IconLabel("logo", "accent", 56), 0, centre)
        box.addWidget(label(self.tr("Welcome to Outpost"), "title"), 0, centre)
        box.addWidget(
            label(self.tr("SMS surveys and conversations for your office. No internet is needed."), tone="muted"), 0, centre
        )
        box.addSpacing(theme.L)
        row = QHBoxLayout()
        row.setSpacing(theme.L)
        row.addStretch(1)
        row.addWidget(self.set_up)
        row.addWidget(self.demo)
        row.addStretch(1)
        box.addLayout(row)
        box.addWidget(self.other, 0, centre)
        box.addStretch(3)
        return page

    def _show_form(self) -> None:
        self.pages.setCurrentWidget(self.form)
        self.form.start()


class SetupForm(QWidget):
    """Office and administrator on one page."""

    signed_in = Signal(object)
    back = Signal()

    def __init__(self, client: Client, work: Work, setup_token: str) -> None:
        super().__init__()
        self._client, self._work, self._token = client, work, setup_token
        self.office = QLineEdit()
        self.office.setMaxLength(64)
        self.country = Select(self.tr("Country"))
        self.zone = Select(self.tr("Time zone"))
        self.username = QLineEdit()
        self.username.setMaxLength(64)
        self.password = _secret()
        self.again = _secret()
        self.trouble = label("", "body", "bad", wrap=True)
        self.button = Button(self.tr("Set up the office"), "primary")
        self.back_button = Button(self.tr("Back"))
        self._lay_out()
        on_click(self.button, self.set_up)
        on_click(self.back_button, self.back.emit)
        for field in (self.office, self.username, self.password, self.again):
            field.returnPressed.connect(self.set_up)

    def start(self) -> None:
        """Fill the lists; what the system knows is chosen already."""
        if not self.country.count():
            for name, code in countries():
                self.country.addItem(name, code)
            territory = QLocale.territoryToCode(QLocale.system().territory())
            self.country.setCurrentIndex(self.country.findData(territory))
            self.country.activated.connect(self._country_chosen)
            self._work.run(self, _zones, self._zones_read, key="zones")
        self.office.setFocus()

    def set_up(self) -> None:
        wrong = self._what_is_wrong()
        self._say(wrong)
        if wrong:
            return
        self.button.setEnabled(False)
        setup = OfficeSetup(
            setup_token=self._token,
            office_name=self.office.text().strip(),
            country=str(self.country.currentData()),
            timezone=str(self.zone.currentData()),
            username=self.username.text().strip(),
            password=self.password.text(),
        )
        client = self._client
        self._work.run(self, lambda: client.office.setup(setup), self._done, self._failed, key="setup")

    def _lay_out(self) -> None:
        office = Card(self.tr("Your office"), "office")
        _field(
            office,
            self.tr("Name of the office"),
            self.office,
            self.tr("As people know it, for example: Nyagatare health office."),
        )
        _field(
            office,
            self.tr("Country"),
            self.country,
            self.tr("Phone numbers without country code are taken as numbers of this country."),
        )
        _field(office, self.tr("Time zone"), self.zone)
        office.body.addStretch(1)
        person = Card(self.tr("Administrator"), "person")
        _field(person, self.tr("Username"), self.username)
        _field(
            person,
            self.tr("Password"),
            self.password,
            self.tr("At least 8 characters. Write it down and keep it safe: nobody can look it up."),
        )
        _field(person, self.tr("Password again"), self.again)
        person.body.addStretch(1)
        cards = QHBoxLayout()
        cards.setSpacing(theme.L)
        cards.addWidget(office, 1)
        cards.addWidget(person, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        foot.addWidget(self.trouble, 1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.button)
        inner = QWidget()
        inner.setMaximumWidth(940)
        column = QVBoxLayout(inner)
        column.setSpacing(theme.L)
        column.addStretch(1)
        column.addWidget(label(self.tr("Set up our office"), "title"))
        column.addLayout(cards)
        column.addLayout(foot)
        column.addStretch(2)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.XXL, 0, theme.XXL, 0)
        row.addStretch(1)
        row.addWidget(inner, 20)
        row.addStretch(1)

    def _what_is_wrong(self) -> str:
        """The first thing that keeps the office from being set up; empty when nothing does."""
        checks = (
            (self.office, bool(self.office.text().strip()), self.tr("Give the office a name.")),
            (None, self.country.currentIndex() >= 0, self.tr("Choose the country.")),
            (None, self.zone.currentIndex() >= 0, self.tr("Choose the time zone.")),
            (self.username, bool(self.username.text().strip()), self.tr("Choose a username.")),
            (
                self.password,
                len(self.password.text()) >= MIN_PASSWORD,
                self.tr("The password is too short. Use at least 8 characters."),
            ),
            (self.again, self.again.text() == self.password.text(), self.tr("The two passwords differ. Type both again.")),
        )
        first = ""
        for field, good, text in checks:
            if field is not None:
                mark_wrong(field, not good and not first)
            if not good and not first:
                first = text
                if field is not None:
                    field.setFocus()
        return first

    def _say(self, text: str) -> None:
        self.trouble.setText(text)

    def _country_chosen(self) -> None:
        code = str(self.country.currentData())
        self._work.run(self, lambda: _zone_of(code), self._zone_found, lambda _: None, key="zone")

    def _zone_found(self, zone: str) -> None:
        if (at := self.zone.findData(zone)) >= 0:
            self.zone.setCurrentIndex(at)

    def _zones_read(self, answer: tuple[list[str], str]) -> None:
        zones, here = answer
        for zone in zones:
            self.zone.addItem(zone.replace("_", " "), zone)
        self.zone.setCurrentIndex(self.zone.findData(here))

    def _done(self, signed_in: SignedIn) -> None:
        self.password.clear()
        self.again.clear()
        self.signed_in.emit(signed_in)

    def _failed(self, error: OutpostError) -> None:
        self.button.setEnabled(True)
        self._say(error_text(error))


def choice(icon_name: str, title: str, text: str) -> Button:
    """A large button: an icon, what it does, and a line about it."""
    button = Button("", "choice")
    button.setAccessibleName(title)
    button.setAccessibleDescription(text)
    button.setFixedSize(QSize(330, 170))
    box = QVBoxLayout(button)
    box.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
    box.setSpacing(theme.S)
    box.addWidget(IconLabel(icon_name, "accent", 30))
    box.addWidget(label(title, "heading"))
    box.addWidget(label(text, "body", "muted", wrap=True), 1)
    for child in button.findChildren(QWidget):
        child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return button


def countries() -> list[tuple[str, str]]:
    """Name in the language of the window where Qt knows it, and ISO 3166 alpha-2 code, by name."""
    found: dict[str, str] = {}
    for locale in QLocale.matchingLocales(QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry):
        code = QLocale.territoryToCode(locale.territory())
        if len(code) == 2 and code.isalpha():
            found.setdefault(code, QLocale.territoryToString(locale.territory()))
    return sorted((name, code) for code, name in found.items())


def _zones() -> tuple[list[str], str]:
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/")))
    here = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    return ["UTC", *zones], here if here in zones else "UTC"


def _zone_of(country: str) -> str:
    """The zone in which most of the country lies, as far as the system knows."""
    ids = QTimeZone.availableTimeZoneIds(QLocale.codeToTerritory(country))
    return bytes(ids[0].data()).decode("ascii", "replace") if ids else ""


def _secret() -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaxLength(256)
    return field


def _field(card: Card, name: str, field: QLineEdit | QComboBox, hint: str = "") -> None:
    title = label(name, "strong")
    title.setBuddy(field)
    field.setAccessibleName(name)
    field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    card.body.addWidget(title)
    card.body.addWidget(field)
    if hint:
        field.setAccessibleDescription(hint)
        card.body.addWidget(label(hint, "small", "muted", wrap=True))
    card.body.addSpacing(theme.XS)
