"""What the people of the demo write, and a part of the answer that each turn must bring."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Person:
    number: str
    turns: tuple[Turn, ...]


AMINA = Person(
    "+256772100101",
    (
        Turn("JOIN", "What is your name?"),
        Turn("amina nakato", "Thank you, Amina."),
        Turn("Swahili", "Please answer English or Français."),
        Turn("English", "You are registered."),
        Turn("stock", "Which clinic"),
        Turn("nyarusiza", "Nyarusiza: how many boxes of ORS"),
        Turn("a few", "Please answer with a number"),
        Turn("12", "How many vials of oxytocin"),
        Turn("3", "Thank you, Amina. Nyarusiza has 12 boxes of ORS and 3 vials of oxytocin. That is low"),
    ),
)
OTHERS = (
    Person(
        "+256772100102",
        (
            Turn("join", "What is your name?"),
            Turn("claudine uwase", "Thank you, Claudine."),
            Turn("Français", "Vous êtes inscrite."),
            Turn("STOCK", "Pour quel centre de santé"),
            Turn("Muramba", "combien de boîtes de SRO"),
            Turn("40", "Combien d'ampoules"),
            Turn("25", "Merci, Claudine."),
        ),
    ),
    Person("+256772100103", (Turn("join", "What is your name?"), Turn("Dr. Okello", "Which language"))),
)
