"""What phong thủy says of a number: published formulas, each with its rule and source in plain
words. For entertainment, and every screen that shows one says so (text `fengshui.for_fun`)."""

from chonso_app.numbers.fengshui.elements import Element as Element
from chonso_app.numbers.fengshui.levels import Level as Level
from chonso_app.numbers.fengshui.person import Person as Person
from chonso_app.numbers.fengshui.person import person_of as person_of
from chonso_app.numbers.fengshui.telling import Reading as Reading
from chonso_app.numbers.fengshui.telling import Tone as Tone
from chonso_app.numbers.fengshui.telling import readings as readings
