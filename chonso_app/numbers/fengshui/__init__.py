"""What phong thủy says of a number: published formulas, each with its rule and source in plain
words. For entertainment, and every screen says so."""

from chonso_app.numbers.fengshui.elements import Element as Element
from chonso_app.numbers.fengshui.levels import Level as Level
